//go:build !unix

package pgtest

import (
	"errors"
	"os/exec"
)

type account struct{}

func unprivileged() (account, error) {
	return account{}, errors.New("a server can be started on Unix only")
}

func (account) own(string) error { return nil }

func (account) apply(*exec.Cmd) {}
