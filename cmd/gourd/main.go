package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
)

func main() { os.Exit(execute(context.Background(), os.Args[1:], os.Stdout, os.Stderr)) }

// execute runs the command and returns its exit code.
func execute(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	var code exitCode
	switch {
	case err == nil:
		return 0
	case errors.As(err, &code):
		return int(code)
	}
	fmt.Fprintln(stderr, "Error:", err)
	return 1
}

// exitCode is the error of a command whose program has said itself what is wrong.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("exit code %d", int(c)) }

// exit makes an exit code an error, nil for 0.
func exit(code int) error {
	if code == 0 {
		return nil
	}
	return exitCode(code)
}

// newRoot makes the command with all that belong to it.
func newRoot() *cobra.Command {
	o := &appOptions{}
	root := &cobra.Command{
		Use:   "gourd [--dir DIR] [--env-file FILE] COMMAND",
		Short: "Gourd: Flask's way of building web applications, in Go",
		Long: `Gourd is Flask's way of building web applications, in Go.

  gourd new hello     makes an application in the folder hello
  gourd run --debug   serves the one in this folder, and reloads what you change
  gourd NAME ARGS...  runs the application's own command NAME; see: gourd commands
  gourd GROUP NAME    runs the command NAME of one of its blueprints`,
		Args:             cobra.ArbitraryArgs,
		SilenceUsage:     true,
		SilenceErrors:    true,
		TraverseChildren: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			return runOwnCommand(cmd, o, args[0], args[1:])
		},
	}
	root.PersistentFlags().StringVar(&o.dir, "dir", ".", "the folder of the application's main package")
	root.PersistentFlags().StringVarP(&o.envFile, "env-file", "e", "", "a file of environment variables for the application, which wins over .env and .gourdenv; those that are set already win")
	root.Flags().SetInterspersed(false) // what stands behind the application's own command is its own
	root.AddCommand(newNew(), newRun(o), newRoutes(o), newShow(o), newRequest(o), newTemplates(o), newCommands(o), newVersion())
	return root
}
