package main

import (
	"encoding/json/v2"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

// appRequest is what the application is told of the request that it is to answer.
type appRequest struct {
	Method   string      `json:"method"`
	Target   string      `json:"target"`
	Header   [][2]string `json:"header"`
	Body     string      `json:"body,omitempty"`
	BodyFile string      `json:"body_file,omitempty"`
	Fail     bool        `json:"fail,omitempty"`
}

// requestOptions are the flags of request.
type requestOptions struct {
	header     []string
	data, json string
	fail       bool
}

func newRequest(app *appOptions) *cobra.Command {
	o := &requestOptions{}
	cmd := &cobra.Command{
		Use:   "request [METHOD] TARGET",
		Short: "Have the application answer one request, without a server",
		Long: `Build the application, have it answer one request, and print the status, the header
and the body of the answer as it comes. There is no socket, and no cookies are kept.

  gourd request /notes?page=2
  gourd request DELETE /notes/1 -H "Authorization: Bearer abc"
  gourd request /notes --json '{"title": "Milk"}'
  gourd request PUT /photo -H "Content-Type: image/png" -d @photo.png

The method is GET, or POST where there is a body. TARGET is a path or a whole URL.`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := o.request(args, cmd.Flags().Changed("data"), cmd.Flags().Changed("json"))
			if err != nil {
				return err
			}
			text, err := json.Marshal(r)
			if err != nil {
				return err
			}
			b, err := app.build(cmd.Context(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			return b.become("request", []string{string(text)})
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVarP(&o.header, "header", "H", nil, `a header field, "Name: value"; may be given several times`)
	flags.StringVarP(&o.data, "data", "d", "", `the body; "@FILE" is what the file has, "@-" the standard input`)
	flags.StringVar(&o.json, "json", "", "the body, declared as JSON; likewise")
	flags.BoolVarP(&o.fail, "fail", "f", false, "end with exit code 1 where the status is 400 or above")
	cmd.MarkFlagsMutuallyExclusive("data", "json")
	return cmd
}

// request is what the arguments and flags ask for.
func (o *requestOptions) request(args []string, hasData, hasJSON bool) (*appRequest, error) {
	r := &appRequest{Method: http.MethodGet, Target: args[len(args)-1], Fail: o.fail, Header: [][2]string{}}
	if hasData || hasJSON {
		r.Method = http.MethodPost
	}
	if len(args) == 2 {
		r.Method = strings.ToUpper(args[0])
	}
	if !strings.HasPrefix(r.Target, "/") && !strings.Contains(r.Target, "://") {
		return nil, fmt.Errorf("the target is %q, want a path like /notes?page=2 or a URL", r.Target)
	}
	for _, line := range o.header {
		name, value, ok := strings.Cut(line, ":")
		if name = strings.TrimSpace(name); !ok || name == "" {
			return nil, fmt.Errorf("the header field is %q, want \"Name: value\"", line)
		}
		r.Header = append(r.Header, [2]string{name, strings.TrimSpace(value)})
	}
	switch {
	case hasJSON:
		return r, r.setBody(o.json, "application/json")
	case hasData:
		return r, r.setBody(o.data, "application/x-www-form-urlencoded")
	}
	return r, nil
}

// setBody gives r a body, of that type unless the header says another.
func (r *appRequest) setBody(text, contentType string) (err error) {
	declared := false
	for _, field := range r.Header {
		declared = declared || strings.EqualFold(field[0], "Content-Type")
	}
	if !declared {
		r.Header = append(r.Header, [2]string{"Content-Type", contentType})
	}
	file, isFile := strings.CutPrefix(text, "@")
	switch {
	case !isFile:
		r.Body = text
	case file == "":
		return errors.New("the body is \"@\" without a file; want @FILE, or @- for the standard input")
	case file == "-":
		r.BodyFile = "-"
	default: // the application runs in a folder of its own
		r.BodyFile, err = filepath.Abs(file)
	}
	return err
}
