package flask

import (
	"encoding/json/jsontext"
	"encoding/json/v2"
	"fmt"
	"strings"

	"github.com/gourd-go/gourd/conformance/internal/casefiles"
)

// Case is an application, made of rules alone, with what is asked of it. All fields
// but Name and Rules are optional.
type Case struct {
	Name     string    `json:"name"`
	Map      Map       `json:"map,omitzero"`
	Rules    []Rule    `json:"rules"`
	Requests []Request `json:"requests,omitzero"`
	Builds   []Build   `json:"builds,omitzero"`
	// SetupError says that Flask refuses the rules at set-up, and that this side
	// must too. Without it both must take them.
	SetupError bool `json:"setup_error,omitzero"`

	File string `json:"-"` // where the case stands
}

// Map is how the rules match: the attributes of Flask's url_map, and the arguments
// and settings of the application that belong to them. Nil is Flask's default.
type Map struct {
	StrictSlashes     *bool   `json:"strict_slashes,omitzero"`
	MergeSlashes      *bool   `json:"merge_slashes,omitzero"`
	RedirectDefaults  *bool   `json:"redirect_defaults,omitzero"`
	HostMatching      bool    `json:"host_matching,omitzero"`
	SubdomainMatching bool    `json:"subdomain_matching,omitzero"`
	ServerName        *string `json:"server_name,omitzero"` // SERVER_NAME
}

// Rule is what Flask's add_url_rule takes. A rule without an endpoint gets one that
// no other rule has.
type Rule struct {
	Rule          string  `json:"rule"`
	Endpoint      string  `json:"endpoint,omitzero"`
	Methods       Methods `json:"methods,omitzero"`
	Defaults      Values  `json:"defaults,omitzero"`
	Subdomain     *string `json:"subdomain,omitzero"`
	Host          *string `json:"host,omitzero"`
	StrictSlashes *bool   `json:"strict_slashes,omitzero"`
	MergeSlashes  *bool   `json:"merge_slashes,omitzero"`
	RedirectTo    *string `json:"redirect_to,omitzero"`
	Alias         bool    `json:"alias,omitzero"`
	BuildOnly     bool    `json:"build_only,omitzero"`
	WebSocket     bool    `json:"websocket,omitzero"`
}

// Request is a request as it is sent.
type Request struct {
	Method  string  `json:"method,omitzero"` // "": GET
	Path    string  `json:"path"`            // the raw target, with the query; an absolute one ("http://host/path") names the host
	Host    string  `json:"host,omitzero"`   // "": localhost
	Headers Headers `json:"headers,omitzero"`
}

// Build is a URL to build. With a host it is built in a request to that host;
// without, outside of a request, if the map has a server name, and else in a request
// to localhost.
type Build struct {
	Endpoint string  `json:"endpoint"`
	Values   Values  `json:"values,omitzero"`
	Host     *string `json:"host,omitzero"`
	External *bool   `json:"external,omitzero"`
	Scheme   *string `json:"scheme,omitzero"`
	Anchor   *string `json:"anchor,omitzero"`
	Method   *string `json:"method,omitzero"`
}

// defaultHost is the host of requests that name none.
const defaultHost = "localhost"

// ReadFolder reads the cases of all .json files of a folder and those below it, in the
// order of the files' paths.
func ReadFolder(folder string) ([]Case, error) {
	cases, err := casefiles.Read(folder, ParseCases, func(c Case) string { return c.Name })
	if err != nil {
		return nil, fmt.Errorf("flask: %w", err)
	}
	return cases, nil
}

// ParseCases reads a file with one case or a list of cases. Fields that a case does
// not have, and values of another type, are errors that name the file.
func ParseCases(file string, text []byte) ([]Case, error) {
	var cases []Case
	var err error
	if jsontext.Value(text).Kind() == '[' {
		err = json.Unmarshal(text, &cases, json.RejectUnknownMembers(true))
	} else {
		cases = make([]Case, 1)
		err = json.Unmarshal(text, &cases[0], json.RejectUnknownMembers(true))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: cannot read the cases: %w", file, err)
	}
	for i := range cases {
		cases[i].File = file
		if err := cases[i].complete(); err != nil {
			return nil, fmt.Errorf("%s: case %d: %w", file, i+1, err)
		}
	}
	return cases, nil
}

// complete checks a case and fills in what both sides must take alike.
func (c *Case) complete() error {
	if c.Name == "" {
		return fmt.Errorf("it has no name")
	}
	if c.Rules == nil {
		return fmt.Errorf("%q has no rules; write \"rules\": [] for none", c.Name)
	}
	for i := range c.Rules {
		if c.Rules[i].Endpoint == "" {
			c.Rules[i].Endpoint = fmt.Sprintf("rule%d", i)
		}
	}
	for i := range c.Requests {
		r := &c.Requests[i]
		if r.Path == "" {
			return fmt.Errorf("%q: request %d has no path", c.Name, i+1)
		}
		if r.Method == "" {
			r.Method = "GET"
		}
	}
	host := defaultHost
	for i := range c.Builds {
		b := &c.Builds[i]
		if b.Endpoint == "" {
			return fmt.Errorf("%q: build %d has no endpoint", c.Name, i+1)
		}
		if b.Host == nil && c.Map.ServerName == nil {
			b.Host = &host
		}
	}
	return nil
}

// sent is a request as a server hands it to an application: what both sides get.
type sent struct {
	Method  string      `json:"method"`
	Target  string      `json:"target"`
	Path    string      `json:"path"` // still percent-encoded
	Query   string      `json:"query"`
	Host    string      `json:"host"`
	Headers [][2]string `json:"headers"`
	Body    []byte      `json:"body"` // base64 in JSON
}

// sent takes the target apart as RFC 9112, section 3.2, has it.
func (r Request) sent() sent {
	s := sent{Method: r.Method, Target: r.Path, Host: r.Host, Headers: [][2]string{}}
	for _, h := range r.Headers {
		if !strings.EqualFold(h[0], "Host") {
			s.Headers = append(s.Headers, h)
		} else if s.Host == "" {
			s.Host = h[1]
		}
	}
	if s.Host == "" {
		s.Host = defaultHost
	}
	path := s.Target
	for _, scheme := range [...]string{"http://", "https://"} {
		if rest, absolute := strings.CutPrefix(path, scheme); absolute {
			cut := len(rest)
			if i := strings.IndexAny(rest, "/?"); i >= 0 {
				cut = i
			}
			s.Host, path = rest[:cut], rest[cut:]
			if !strings.HasPrefix(path, "/") {
				path = "/" + path
			}
		}
	}
	s.Path, s.Query, _ = strings.Cut(path, "?")
	return s
}
