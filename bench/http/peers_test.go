//go:build linux

package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

func TestEveryPeerAnswersEveryWorkload(t *testing.T) {
	for _, p := range peers {
		if p.session {
			continue // they answer with a session only
		}
		for _, w := range workloads {
			t.Run(p.name+" "+w.name, func(t *testing.T) {
				r := httptest.NewRequest(http.MethodGet, w.target, nil)
				var answer *http.Response
				if p.handler != nil {
					recorder := httptest.NewRecorder()
					p.handler().ServeHTTP(recorder, r)
					answer = recorder.Result()
				} else {
					var err error
					if answer, err = fiberApp().Test(r); err != nil {
						t.Fatal(err)
					}
				}
				defer answer.Body.Close()
				body, err := io.ReadAll(answer.Body)
				if err != nil {
					t.Fatal(err)
				}
				if got := strings.TrimSuffix(string(body), "\n"); answer.StatusCode != http.StatusOK || got != w.want {
					t.Errorf("got %d %q, want 200 %q", answer.StatusCode, got, w.want)
				}
			})
		}
	}
}

func TestBareHandlersAnswerTheSame(t *testing.T) {
	for _, w := range slices.Concat(workloads, sessionWorkloads) {
		recorder := httptest.NewRecorder()
		bare(w).ServeHTTP(recorder, newRequest(w))
		if got := recorder.Body.String(); recorder.Code != http.StatusOK || got != w.want {
			t.Errorf("%s: got %d %q, want 200 %q", w.name, recorder.Code, got, w.want)
		}
	}
}

func TestArgumentsThatAreNoNumberAreNotFound(t *testing.T) {
	for _, p := range peers {
		if p.handler == nil || p.session {
			continue
		}
		recorder := httptest.NewRecorder()
		p.handler().ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/items/x/apple?q=red", nil))
		if recorder.Code != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", p.name, recorder.Code)
		}
	}
}

func TestChooseKeepsTheOrderThatWasAskedFor(t *testing.T) {
	got, err := choose("gourd,net/http")
	if err != nil || len(got) != 2 || got[0].name != nameGourd || got[1].name != nameNetHTTP {
		t.Errorf("got %v %v, want gourd and net/http", got, err)
	}
	if all, err := choose(""); err != nil || len(all) != len(peers) {
		t.Errorf("got %d servers and %v, want all %d", len(all), err, len(peers))
	}
	if _, err := choose("gourd,goose"); err == nil || !strings.Contains(err.Error(), "goose") || !strings.Contains(err.Error(), nameChi) {
		t.Errorf("got %v, want an error that names goose and the servers that there are", err)
	}
}
