package gourd_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// flaskRows are the rows that docs/flask.md must have: what Flask 3.1.3 and Werkzeug
// 3.1.8 give an application, and what Quart adds, by the number of their section. The
// page may have more.
var flaskRows = map[string][]string{
	"1.1": {
		"constructor", "registering", "match order", "…but no backtrack", "`string`", "`int`", "`float`", "`path`", "`any`", "`uuid`",
		"custom converter", "`strict_slashes`", "`merge_slashes`", "`defaults`, `redirect_defaults`", "`redirect_to`",
		"`alias`, `build_only`, `provide_automatic_options`", "subdomain matching", "host matching", "methods", "OPTIONS", "405",
		"routing errors", "path decoding", "duplicate rule", "`url_for`", "URL processors", "debug redirect check",
	},
	"1.2": {
		"`str`, `bytes`, `bytearray`", "`dict`, `list`", "iterator, generator", "asynchronous generator",
		"`Response`, its subclass, WSGI callable", "tuple", "`None`, other", "HTTPException",
	},
	"1.3": {
		"URL parts", "`args`, `form`, `values`, `cookies`, `files`, `headers`", "missing key", "body", "JSON", "forms", "limits",
		"header helpers", "routing info", "trusted hosts",
	},
	"1.4": {
		"constructor, attributes", "header objects", "`Location`", "body rules", "`set_cookie`, `delete_cookie`", "conditional",
		"`call_on_close`", "`force_type`, `stream` (write)",
	},
	"1.5": {
		"`current_app`, `g`, `request`, `session`", "`g`", "`app_context`", "`test_request_context`, `request_context`",
		"`after_this_request`", "`copy_current_request_context`, `has_request_context`, `stream_with_context`", "nesting errors",
	},
	"1.6": {
		"the order of a request", "before_request returns non-None", "before_request or view raises HTTPException",
		"unhandled exception", "PROPAGATE_EXCEPTIONS", "after_request raises", "error handler raises", "error handler returns None",
		"abort(500) explicitly", "teardown raises", "BaseException", "exception while streaming", "Quart: hooks of WebSockets",
	},
	"1.7": {
		"`errorhandler(code or class)`, `register_error_handler`, `app_errorhandler`", "lookup", "404 under a blueprint prefix",
		"RoutingException", "`abort`", "default page", "TRAP_HTTP_EXCEPTIONS, TRAP_BAD_REQUEST_ERRORS",
	},
	"1.8": {
		"`Blueprint(…)`", "register options", "nesting", "`record`, `record_once`, `*_app_*`", "static + templates", "View", "MethodView",
	},
	"1.9": {
		"`render_template`, `render_template_string`", "`stream_template`", "`get_template_attribute`", "autoescape", "globals",
		"`context_processor`, `template_filter`, `template_test`, `template_global`", "reload", "explain", "JSON provider",
		"`flash`, `get_flashed_messages`", "signals", "`app.logger`",
	},
	"1.10": {"cookie format", "when set", "Vary", "cookie attributes", "no SECRET_KEY", "SessionInterface"},
	"1.11": {"Config", "keys", "CLI `flask`", "`run`", "`routes`", "dev server", "reloader", "debugger"},
	"1.12": {
		"`test_client`", "`session_transaction`", "`test_cli_runner`", "lifespan in tests", "streaming + context",
		"`send_file`, `send_from_directory`", "conditional (files)", "range", "path safety", "security helpers", "WSGI middleware",
		"extensions",
	},
	"1.13": {
		"accepted as `async def`", "not accepted", "mechanism", "leftovers", "concurrency", "WebSockets", "SSE", "background",
		"lifespan", "request body", "timeouts", "client disconnect", "HTTP/2 push",
	},
}

// flaskRow is a row of docs/flask.md.
type flaskRow struct{ section, title, verdict, words, proof string }

// TestEveryRowOfFlaskHasAVerdictAndItsProof holds docs/flask.md to what it promises:
// each thing that Flask has is in it, with one of three verdicts; what is said to be the
// same is proven by a case, a program or a test that exists, and what is not says why.
func TestEveryRowOfFlaskHasAVerdictAndItsProof(t *testing.T) {
	rows := readFlaskRows(t)
	proofs := readProofs(t)
	for section, titles := range flaskRows {
		for _, title := range titles {
			if !slices.ContainsFunc(rows, func(r flaskRow) bool { return r.section == section && r.title == title }) {
				t.Errorf("section %s has no row %q", section, title)
			}
		}
	}
	proof := regexp.MustCompile("`([^`]*)`")
	for i, r := range rows {
		named := proof.FindAllStringSubmatch(r.proof, -1)
		for _, name := range named {
			if !proofs[name[1]] {
				t.Errorf("%s %s: there is no proof %q", r.section, r.title, name[1])
			}
		}
		switch {
		case r.verdict == "same" && len(named) == 0:
			t.Errorf("%s %s: it is the same, and nothing proves it", r.section, r.title)
		case r.verdict != "same" && r.verdict != "better" && r.verdict != "not in Go":
			t.Errorf("%s %s: the verdict is %q, want same, better or not in Go", r.section, r.title, r.verdict)
		case r.verdict != "same" && r.words == "":
			t.Errorf("%s %s: it is %s, and nothing says why", r.section, r.title, r.verdict)
		}
		if slices.ContainsFunc(rows[:i], func(o flaskRow) bool { return o.section == r.section && o.title == r.title }) {
			t.Errorf("section %s has the row %q twice", r.section, r.title)
		}
	}
}

// readFlaskRows reads the tables of the sections that have a number.
func readFlaskRows(t *testing.T) (rows []flaskRow) {
	t.Helper()
	page, err := os.ReadFile("docs/flask.md")
	if err != nil {
		t.Fatal(err)
	}
	heading := regexp.MustCompile(`^### (1\.\d+) `)
	section := ""
	for line := range strings.Lines(string(page)) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "#") {
			section = ""
			if m := heading.FindStringSubmatch(line); m != nil {
				section = m[1]
			}
		}
		if section == "" || !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|---") || strings.HasPrefix(line, "| Flask") {
			continue
		}
		cells := strings.Split(strings.ReplaceAll(strings.Trim(line, "|"), `\|`, "\x00"), "|")
		if len(cells) != 4 {
			t.Errorf("a row of %s has %d cells, want 4: %s", section, len(cells), line)
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		rows = append(rows, flaskRow{section, cells[0], cells[1], cells[2], cells[3]})
	}
	return rows
}

// readProofs finds all cases, programs and tests of the repository, by the names under
// which docs/flask.md has them.
func readProofs(t *testing.T) map[string]bool {
	t.Helper()
	proofs := map[string]bool{}
	function := regexp.MustCompile(`(?m)^func (Test\w+)\(t \*testing\.T\)`)
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		slash := filepath.ToSlash(path)
		switch {
		case err != nil:
			return err
		case d.IsDir() && len(d.Name()) > 1 && strings.HasPrefix(d.Name(), "."):
			return filepath.SkipDir
		case strings.HasPrefix(slash, "conformance/flask/cases/") && strings.HasSuffix(slash, ".json"):
			proofs["cases/"+d.Name()] = true
		case strings.HasPrefix(slash, "conformance/flask/programs/") && d.Name() == "app.py":
			proofs["programs/"+filepath.Base(filepath.Dir(path))] = true
		case strings.HasSuffix(slash, "_test.go"):
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, m := range function.FindAllSubmatch(text, -1) {
				proofs[string(m[1])] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return proofs
}
