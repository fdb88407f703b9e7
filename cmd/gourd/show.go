package main

import (
	"encoding/json/v2"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/gourd-go/gourd/cmd/gourd/internal/routes"
)

func newShow(o *appOptions) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "show",
		Short: "Show the application's configuration or its routes",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newShowConfig(o), routesCommand(o, true, `List the routes of the application, as gourd routes does, and the file and line of
each registration.`))
	return cmd
}

// setting is one of an application's, as it describes it.
type setting struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Unset  bool   `json:"unset,omitempty"`
	Hidden bool   `json:"hidden,omitempty"`
}

func newShowConfig(o *appOptions) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Show the application's settings, without secrets",
		Long: `Show the settings of the application as they are when its main function calls Run.
Those that nobody has set have "default" behind them. Secrets are hidden: keys,
passwords, tokens, and the passwords within URLs.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			b, err := o.build(cmd.Context(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			answer, err := b.ask(cmd.Context(), "show config")
			if err != nil {
				return err
			}
			var list []setting
			if err := json.Unmarshal(answer, &list); err != nil {
				return fmt.Errorf("the application's answer is no list of settings: %w", err)
			}
			return printSettings(cmd.OutOrStdout(), list, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func printSettings(out io.Writer, list []setting, asJSON bool) error {
	if asJSON {
		return printJSON(out, list)
	}
	rows := [][]string{{"Name", "Value", ""}}
	for _, s := range list {
		origin := ""
		if s.Unset {
			origin = "default"
		}
		rows = append(rows, []string{s.Name, s.Value, origin})
	}
	return routes.Columns(out, rows)
}
