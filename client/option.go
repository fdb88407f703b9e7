package client

import (
	"encoding/base64"
	"encoding/json/v2"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Option changes one request. The zero Option changes nothing, so that one can be
// chosen with an if.
type Option struct {
	set func(*request) error
}

// Query adds a parameter to the URL. Value may be a string, an integer, a float, a
// bool, a time.Time (RFC 3339), a fmt.Stringer, or a []string, which adds the
// parameter once for each. Parameters of one name add up, and together replace
// Config.Query's of that name.
func Query(name string, value any) Option {
	return Option{func(r *request) error {
		texts, err := queryTexts(value)
		if err != nil {
			return fmt.Errorf("query parameter %q: %w", name, err)
		}
		for _, text := range texts {
			r.query = append(r.query, param{name, text})
		}
		return nil
	}}
}

// Header sets a header field to the given values in place of those that the
// session or an earlier option gave. No value: the field is left out. "Host" sets
// the Host field of the first request.
func Header(name string, values ...string) Option {
	return Option{func(r *request) error {
		if err := checkHeader(name, values...); err != nil {
			return err
		}
		if http.CanonicalHeaderKey(name) == "Host" {
			r.host = strings.Join(values, "")
			return nil
		}
		r.header[http.CanonicalHeaderKey(name)] = values
		return nil
	}}
}

// accept sets Accept where the session has none; an explicit Header option, which
// comes later, replaces it.
func accept(mediaType string) Option {
	return Option{func(r *request) error {
		if _, ok := r.header["Accept"]; !ok {
			r.header.Set("Accept", mediaType)
		}
		return nil
	}}
}

// BasicAuth sets Authorization to basic authentication (RFC 7617). The user name
// may not contain a colon.
func BasicAuth(user, password string) Option {
	return Option{func(r *request) error {
		if strings.Contains(user, ":") {
			return fmt.Errorf("basic authentication: the user name has a colon, expected none (RFC 7617)")
		}
		r.header.Set("Authorization", basic(user, password))
		return nil
	}}
}

func basic(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

// Bearer sets Authorization to a bearer token (RFC 6750).
func Bearer(token string) Option { return Header("Authorization", "Bearer "+token) }

// Cookie sends one cookie with this request, beside those of Config.Jar.
func Cookie(name, value string) Option {
	return Option{func(r *request) error {
		c := &http.Cookie{Name: name, Value: value}
		if err := c.Valid(); err != nil {
			return fmt.Errorf("cookie %q: the name or the value has a character that a cookie cannot hold (RFC 6265)", name)
		}
		r.cookies = append(r.cookies, c)
		return nil
	}}
}

// JSON sends v as JSON. Values that encoding/json/v2 refuses are the call's error.
func JSON(v any) Option {
	return Option{func(r *request) error {
		data, err := json.Marshal(v)
		if err != nil {
			return fmt.Errorf("the body cannot be encoded as JSON: %w", err)
		}
		return r.setBody(bytesBody(data, "application/json"))
	}}
}

// Form sends values as an HTML form, URL-encoded; together with Files, as fields
// of the multipart form that come before the files.
func Form(values url.Values) Option {
	return Option{func(r *request) error {
		if r.form == nil {
			r.form = url.Values{}
		}
		for name, list := range values {
			r.form[name] = append(r.form[name], list...)
		}
		return nil
	}}
}

// Files sends a multipart form with files, which are streamed, not buffered.
func Files(files ...File) Option {
	return Option{func(r *request) error {
		r.files = append(r.files, files...)
		return nil
	}}
}

// Timeout bounds the whole call in place of Timeouts.Total; negative: no limit.
func Timeout(total time.Duration) Option { return Phases(Timeouts{Total: total}) }

// Phases replaces the session's Timeouts, field by field; zero fields keep the
// session's. Connect can only shorten the session's.
func Phases(t Timeouts) Option {
	return Option{func(r *request) error {
		r.timeouts = t.over(r.timeouts)
		return nil
	}}
}

// Retry replaces Config.Retry. Retry(RetryPolicy{}) switches retries off.
func Retry(policy RetryPolicy) Option {
	return Option{func(r *request) error {
		r.retry = policy
		return policy.check()
	}}
}

// NoRedirect makes a 3xx answer the result of the call.
func NoRedirect() Option { return MaxRedirects(-1) }

// MaxRedirects replaces Config.MaxRedirects; zero: DefaultMaxRedirects; negative:
// none is followed.
func MaxRedirects(n int) Option {
	return Option{func(r *request) error {
		r.maxRedirects = or(n, DefaultMaxRedirects)
		return nil
	}}
}

// MaxBody replaces Config.MaxBody; zero: DefaultMaxBody; negative: no limit.
func MaxBody(n int64) Option {
	return Option{func(r *request) error {
		r.maxBody = or(n, DefaultMaxBody)
		return nil
	}}
}

// queryTexts formats the value of a query parameter.
func queryTexts(value any) ([]string, error) {
	switch v := value.(type) {
	case string:
		return []string{v}, nil
	case []string:
		return v, nil
	case bool:
		return []string{strconv.FormatBool(v)}, nil
	case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64:
		return []string{fmt.Sprint(v)}, nil
	case float32:
		return []string{strconv.FormatFloat(float64(v), 'f', -1, 32)}, nil
	case float64:
		return []string{strconv.FormatFloat(v, 'f', -1, 64)}, nil
	case time.Time:
		return []string{v.Format(time.RFC3339Nano)}, nil
	case fmt.Stringer:
		return []string{v.String()}, nil
	}
	return nil, fmt.Errorf("type %T, expected a string, number, bool, time.Time, fmt.Stringer or []string", value)
}
