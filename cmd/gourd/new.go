package main

import (
	"fmt"
	"path"

	"github.com/spf13/cobra"

	"github.com/gourd-go/gourd/cmd/gourd/internal/scaffold"
)

func newNew() *cobra.Command {
	var o scaffold.Options
	cmd := &cobra.Command{
		Use:   "new NAME",
		Short: "Make an application in the folder NAME",
		Long: `Make a small application in the folder NAME: a page with a form, a JSON view, a
view that waits, tests, and a Makefile. The folder must not exist, or be empty.

Until Gourd is published the application uses a checkout of it: the one that this
command was built from, or the one that --replace names.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Name = args[0]
			if o.Checkout == "" {
				o.Checkout = scaffold.BuiltFrom()
			}
			files, err := scaffold.Write(o.Name, o)
			if err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			for _, name := range files {
				fmt.Fprintln(out, "  "+path.Join(o.Name, name))
			}
			_, err = fmt.Fprintf(out, "\nThe application is made. Run it:\n\n  cd %s\n  make\n", o.Name)
			return err
		},
	}
	cmd.Flags().StringVar(&o.Module, "module", "", "the path of the application's module (default NAME)")
	cmd.Flags().StringVar(&o.Checkout, "replace", "", "the folder of a checkout of Gourd (default the one that this command was built from)")
	return cmd
}
