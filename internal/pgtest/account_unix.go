//go:build unix

package pgtest

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// account is the user that runs the server: nobody when the tests run as root, else the tests' own.
type account struct {
	switchTo bool
	uid, gid uint32
}

func unprivileged() (account, error) {
	if os.Geteuid() != 0 {
		return account{}, nil
	}
	nobody, err := user.Lookup("nobody")
	if err != nil {
		return account{}, fmt.Errorf("PostgreSQL does not run as root, and there is no other user: %w", err)
	}
	uid, err := strconv.ParseUint(nobody.Uid, 10, 32)
	if err != nil {
		return account{}, err
	}
	gid, err := strconv.ParseUint(nobody.Gid, 10, 32)
	if err != nil {
		return account{}, err
	}
	return account{true, uint32(uid), uint32(gid)}, nil
}

// own gives a folder to the account.
func (a account) own(dir string) error {
	if !a.switchTo {
		return nil
	}
	return os.Chown(dir, int(a.uid), int(a.gid))
}

// apply makes a command run as the account.
func (a account) apply(cmd *exec.Cmd) {
	if a.switchTo {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: a.uid, Gid: a.gid}}
	}
}
