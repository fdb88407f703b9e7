package gateway

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"path"
	"strings"
)

// UpgradeError says why a request does not become a [Socket]. errors.Is calls it
// [ErrNoUpgrade].
type UpgradeError struct {
	Status int           // the answer that the request gets: 400, 403, 405, 426 or 501
	Reason string        // what is wrong with it
	Fields []HeaderField // what the answer must have besides (RFC 6455, section 4.4; RFC 9110, section 15.5.22)
}

func (e *UpgradeError) Error() string { return ErrNoUpgrade.Error() + ": " + e.Reason }

// Is makes every UpgradeError an ErrNoUpgrade.
func (e *UpgradeError) Is(target error) bool { return target == ErrNoUpgrade }

// HTTPStatus returns the status of the answer.
func (e *UpgradeError) HTTPStatus() int { return e.Status }

// settle checks the opening handshake as RFC 6455, section 4.2.1, has it, and leaves
// in o what was agreed on.
func (o *UpgradeOptions) settle(x *Exchange) error {
	if o.ReadLimit == 0 {
		o.ReadLimit = defaultReadLimit
	}
	for i := range o.Header {
		if err := o.Header[i].check(); err != nil {
			return err
		}
	}
	if err := checkHandshake(x); err != nil {
		return err
	}
	if !o.AnyOrigin && !o.allows(string(x.Header("Origin")), string(x.Host)) {
		return &UpgradeError{Status: http.StatusForbidden, Reason: "a page of the origin " + string(x.Header("Origin")) + " may not connect"}
	}
	o.Subprotocols = agreed(o.Subprotocols, x.HeaderValues(nil, "Sec-Websocket-Protocol"))
	return nil
}

func checkHandshake(x *Exchange) error {
	upgrade := []HeaderField{{"Upgrade", "websocket"}, {"Connection", "Upgrade"}}
	switch {
	case x.Major == 1 && x.Minor == 0, !hasToken(x.HeaderValues(nil, "Upgrade"), "websocket"), !hasToken(x.HeaderValues(nil, "Connection"), "upgrade"):
		return &UpgradeError{Status: http.StatusUpgradeRequired, Reason: "it does not ask for that", Fields: upgrade}
	case string(x.Method) != http.MethodGet:
		return &UpgradeError{Status: http.StatusMethodNotAllowed, Reason: "its method is " + string(x.Method) + ", want GET", Fields: []HeaderField{{"Allow", "GET"}}}
	case string(x.Header("Sec-Websocket-Version")) != "13":
		return &UpgradeError{
			Status: http.StatusUpgradeRequired, Reason: "its protocol version is not 13",
			Fields: append(upgrade, HeaderField{"Sec-WebSocket-Version", "13"}),
		}
	}
	keys := x.HeaderValues(nil, "Sec-Websocket-Key")
	if len(keys) != 1 {
		return &UpgradeError{Status: http.StatusBadRequest, Reason: "it has not exactly one Sec-WebSocket-Key"}
	}
	if key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(keys[0]))); err != nil || len(key) != 16 {
		return &UpgradeError{Status: http.StatusBadRequest, Reason: "its Sec-WebSocket-Key is not 16 bytes in base64"}
	}
	return nil
}

// allows reports whether a page of that origin may connect: one of the host itself,
// one that a pattern has, and what is no page and sends no origin.
func (o *UpgradeOptions) allows(origin, host string) bool {
	if origin == "" {
		return true
	}
	from, err := url.Parse(origin)
	if err != nil || from.Host == "" {
		return false
	}
	if strings.EqualFold(from.Host, host) {
		return true
	}
	for _, pattern := range o.Origins {
		name := from.Host
		if strings.Contains(pattern, "://") {
			name = from.Scheme + "://" + name
		}
		if ok, err := path.Match(strings.ToLower(pattern), strings.ToLower(name)); ok && err == nil {
			return true
		}
	}
	return false
}

// agreed is the first of ours that the client offers, or none.
func agreed(ours []string, offers [][]byte) []string {
	for i, name := range ours {
		for _, offer := range offers {
			for part := range strings.SplitSeq(View(offer), ",") {
				if strings.TrimSpace(part) == name {
					return ours[i : i+1 : i+1]
				}
			}
		}
	}
	return nil
}

// hasToken reports whether a comma-separated list has the token, whatever its case.
func hasToken(values [][]byte, token string) bool {
	for _, v := range values {
		for part := range strings.SplitSeq(View(v), ",") {
			if strings.EqualFold(strings.TrimSpace(part), token) {
				return true
			}
		}
	}
	return false
}
