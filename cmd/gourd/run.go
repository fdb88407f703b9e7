package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"strconv"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/gourd-go/gourd/cmd/gourd/internal/devserver"
	"github.com/gourd-go/gourd/cmd/gourd/internal/project"
)

// runOptions are the flags of run.
type runOptions struct {
	*appOptions
	host, address     string
	port              int
	debug, noDebug    bool
	reload, noReload  bool
	hostSet, portSet  bool
	debugSet, loadSet bool
}

const (
	defaultHost = "127.0.0.1"
	defaultPort = 5000
)

func newRun(app *appOptions) *cobra.Command {
	o := &runOptions{appOptions: app}
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Build and serve the application, for development",
		Long: `Build the application and serve it. With --debug, errors are shown in the browser,
templates are read for each page, and the application is built and started anew when
one of its files changes. A build that fails leaves the version before at work.

It serves on 127.0.0.1:5000 unless the flags, GOURD_ADDRESS or the application's
settings say otherwise. CTRL+C ends it when its requests are answered, and at once
the second time.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			flags := cmd.Flags()
			o.hostSet, o.portSet = flags.Changed("host"), flags.Changed("port")
			o.debugSet = flags.Changed("debug") || flags.Changed("no-debug")
			o.loadSet = flags.Changed("reload") || flags.Changed("no-reload")
			return o.run(cmd)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.host, "host", "h", defaultHost, "the interface to serve on; 0.0.0.0 is all of them")
	flags.IntVarP(&o.port, "port", "p", defaultPort, "the port to serve on; 0 is a free one")
	flags.StringVar(&o.address, "address", "", `host and port in one, or "unix:/path"`)
	flags.BoolVar(&o.debug, "debug", false, "debug mode (default: what GOURD_DEBUG says)")
	flags.BoolVar(&o.noDebug, "no-debug", false, "no debug mode, whatever GOURD_DEBUG says")
	flags.BoolVar(&o.reload, "reload", false, "build and start anew when a file changes (default: in debug mode)")
	flags.BoolVar(&o.noReload, "no-reload", false, "do not reload, even in debug mode")
	flags.Bool("help", false, "help for run") // -h is the host, as in flask run
	cmd.MarkFlagsMutuallyExclusive("debug", "no-debug")
	cmd.MarkFlagsMutuallyExclusive("reload", "no-reload")
	cmd.MarkFlagsMutuallyExclusive("address", "host")
	cmd.MarkFlagsMutuallyExclusive("address", "port")
	return cmd
}

// run serves until the application ends or a signal comes.
func (o *runOptions) run(cmd *cobra.Command) error {
	app, err := project.Find(o.dir)
	if err != nil {
		return err
	}
	address, err := o.listenAddress()
	if err != nil {
		return err
	}
	envFile, err := o.envFilePath()
	if err != nil {
		return err
	}
	goEnv, err := o.env(cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	debug := o.debugMode(goEnv)
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(signals)
	code, err := devserver.Run(cmd.Context(), devserver.Config{
		Build:    func(ctx context.Context) (string, error) { return app.Build(ctx, goEnv, cmd.ErrOrStderr()) },
		Embedded: func(ctx context.Context) ([]string, error) { return app.Embedded(ctx, goEnv) },
		Env:      func() ([]string, error) { return o.appEnv(cmd.ErrOrStderr(), app.Dir, address, debug) },
		Dir:      app.Dir, Root: app.Module, EnvFile: envFile,
		Reload: o.reloads(debug), Debug: debug,
		Signals: signals, Stdout: cmd.OutOrStdout(), Stderr: cmd.ErrOrStderr(), Log: cmd.ErrOrStderr(),
	})
	if err != nil {
		return err
	}
	return exit(code)
}

// listenAddress is the address that the flags ask for, "" for none.
func (o *runOptions) listenAddress() (string, error) {
	switch {
	case o.address != "":
		return o.address, nil
	case !o.hostSet && !o.portSet:
		return "", nil
	case o.host == "":
		return "", errors.New("--host is empty; give a name or an address, like 127.0.0.1, or 0.0.0.0 for every interface")
	case o.port < 0 || o.port > 65535:
		return "", fmt.Errorf("--port is %d, want 0 to 65535", o.port)
	}
	return net.JoinHostPort(o.host, strconv.Itoa(o.port)), nil
}

// debugMode is what the flags say, and else the environment.
func (o *runOptions) debugMode(env []string) bool {
	if o.debugSet {
		return o.debug && !o.noDebug
	}
	return isTrue(project.Lookup(env, "GOURD_DEBUG"))
}

func isTrue(text string) bool {
	on, err := strconv.ParseBool(text)
	return err == nil && on
}

// reloads is what the flags say, and else the debug mode.
func (o *runOptions) reloads(debug bool) bool {
	if o.loadSet {
		return o.reload && !o.noReload
	}
	return debug
}

// appEnv is the application's environment. GOURD_DEBUG is written as "true" or
// "false", which the application's settings can be, too.
func (o *runOptions) appEnv(out io.Writer, dir, address string, debug bool) ([]string, error) {
	env, err := o.env(out)
	if err != nil {
		return nil, err
	}
	env = project.Set(env, "PWD", dir)
	env = project.Unset(env, "GOURD_COMMAND")
	if address != "" {
		env = project.Set(env, "GOURD_ADDRESS", address)
	}
	if o.debugSet || project.Lookup(env, "GOURD_DEBUG") != "" {
		env = project.Set(env, "GOURD_DEBUG", strconv.FormatBool(debug))
	}
	return env, nil
}
