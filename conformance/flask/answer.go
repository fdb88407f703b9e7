package flask

import "net/http"

// Answer is what a side has answered to a request.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	// Raised is the name of the exception that left the application, which a server
	// answers with 500; "" if none did.
	Raised string
}

// Built is what a side has made of a build: a URL, or the kind of an error.
type Built struct {
	URL   string
	Error ErrorKind
	Text  string // of the error, for people
}

// ErrorKind says what is wrong with a build.
type ErrorKind string

// The kinds of errors of builds, by the names of Flask's exceptions.
const (
	NoRule       ErrorKind = "BuildError"   // no rule of the endpoint suits the values
	BadValue     ErrorKind = "ValueError"   // a converter refuses a value, or options contradict each other
	NoServerName ErrorKind = "RuntimeError" // built outside of a request without SERVER_NAME
)

// Outcome is what a side makes of a case.
type Outcome struct {
	Refused string // why the rules were refused at set-up; "": they were not
	Broken  string // what went wrong besides, which no side may
	Answers []Answer
	Builds  []Built
}
