package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/gourd-go/gourd/cmd/gourd/internal/routes"
)

func newRoutes(o *appOptions) *cobra.Command {
	return routesCommand(o, false, `List the routes of the application, as flask routes does: the endpoint, by which URLs
are built, the methods, and the rule; the host or subdomain where a rule has one.
gourd show routes says also where each was registered.`)
}

// routesCommand is gourd routes, or with where gourd show routes.
func routesCommand(o *appOptions, where bool, long string) *cobra.Command {
	var order string
	var asJSON bool
	table := routes.TableOptions{Where: where}
	cmd := &cobra.Command{
		Use:   "routes",
		Short: "List the routes of the application",
		Long:  long,
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			list, err := sortedRoutes(cmd, o, order, table)
			if err != nil {
				return err
			}
			if asJSON {
				return routes.JSON(cmd.OutOrStdout(), list)
			}
			return routes.Table(cmd.OutOrStdout(), list, table)
		},
	}
	cmd.Flags().StringVarP(&order, "sort", "s", "endpoint", "the order: "+strings.Join(routes.Orders(), ", ")+" (as registered)")
	cmd.Flags().BoolVar(&table.AllMethods, "all-methods", false, "list HEAD and OPTIONS too")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	_ = cmd.RegisterFlagCompletionFunc("sort", cobra.FixedCompletions(routes.Orders(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// sortedRoutes asks the application.
func sortedRoutes(cmd *cobra.Command, o *appOptions, order string, table routes.TableOptions) ([]routes.Route, error) {
	if err := routes.Sort(nil, order, table); err != nil {
		return nil, err
	}
	b, err := o.build(cmd.Context(), cmd.ErrOrStderr())
	if err != nil {
		return nil, err
	}
	answer, err := b.ask(cmd.Context(), "routes")
	if err != nil {
		return nil, err
	}
	list, err := routes.Parse(answer)
	if err != nil {
		return nil, err
	}
	return list, routes.Sort(list, order, table)
}
