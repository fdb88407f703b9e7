package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/gourd-go/gourd/cmd/gourd/internal/release"
)

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the versions of gourd and of Go",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "gourd %s\n%s %s/%s\n", release.Read(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}
