package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/gourd-go/gourd/cmd/gourd/internal/routes"
)

func newRoutes(o *appOptions) *cobra.Command {
	var order string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "routes",
		Short: "List the routes of the application",
		Long: `List the routes of the application: the endpoint, by which URLs are built, the
methods, the rule, and the place of the registration. HEAD and OPTIONS, which are
answered automatically, are not listed.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := routes.Sort(nil, order); err != nil {
				return err
			}
			b, err := o.build(cmd.Context(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			answer, err := b.ask(cmd.Context(), "routes")
			if err != nil {
				return err
			}
			list, err := routes.Parse(answer)
			if err != nil {
				return err
			}
			if err := routes.Sort(list, order); err != nil {
				return err
			}
			if asJSON {
				return routes.JSON(cmd.OutOrStdout(), list)
			}
			return routes.Table(cmd.OutOrStdout(), list)
		},
	}
	cmd.Flags().StringVar(&order, "sort", "endpoint", "the order: "+strings.Join(routes.Orders(), ", ")+" (as registered)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	_ = cmd.RegisterFlagCompletionFunc("sort", cobra.FixedCompletions(routes.Orders(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}
