package project

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gourd-go/gourd/cmd/gourd/internal/child"
)

// askTimeout is how long an application may take to describe itself.
const askTimeout = 20 * time.Second

// errSilent is the cause of an end by askTimeout.
var errSilent = errors.New("no answer")

// Ask runs the executable with GOURD_COMMAND=command and returns its answer, which is
// the last line that it prints. The application answers and exits; one that does
// not, or fails, is an error with what it said.
func (a *App) Ask(ctx context.Context, env []string, path, command string) ([]byte, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, askTimeout, errSilent)
	defer cancel()
	var out, errs bytes.Buffer
	code, err := child.Run(ctx, child.Spec{
		Path: path, Dir: a.Dir, Env: inFolder(Set(env, "GOURD_COMMAND", command), a.Dir), Stdout: &out, Stderr: &errs,
	})
	switch {
	case errors.Is(err, errSilent):
		return nil, fmt.Errorf("the application in %s did not answer GOURD_COMMAND=%s within %v; its main function must call the App's Run method%s", a.Dir, command, askTimeout, said(errs.String()))
	case err != nil:
		return nil, err
	case code != 0:
		return nil, fmt.Errorf("the application in %s cannot tell its %s and ended with exit code %d%s", a.Dir, command, code, said(errs.String()))
	}
	answer := bytes.TrimSpace(out.Bytes())
	answer = answer[bytes.LastIndexByte(answer, '\n')+1:]
	if len(answer) == 0 {
		return nil, fmt.Errorf("the application in %s gave no answer to GOURD_COMMAND=%s; its main function must call the App's Run method%s", a.Dir, command, said(errs.String()))
	}
	return answer, nil
}

// said quotes what an application has printed, for the end of an error.
func said(text string) string {
	if text = strings.TrimSpace(text); text == "" {
		return ""
	}
	return "; it said:\n" + text
}
