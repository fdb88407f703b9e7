//go:build linux

package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestBurnComputes(t *testing.T) {
	if a, b := burn(0), burn(1); a != 1 || b != 6364136223846793005+1442695040888963407 {
		t.Errorf("got %d and %d", a, b)
	}
}

func TestCalibrateFindsHowLongBurningTakes(t *testing.T) {
	rounds, err := calibrate()
	if err != nil {
		t.Fatal(err)
	}
	// 50 ms at less than 10 MHz or more than 10 GHz, a round a cycle.
	if rounds < 500_000 || rounds > 500_000_000 {
		t.Errorf("%d rounds take %v", rounds, burning)
	}
}

func TestEveryPeerBurnsTheSame(t *testing.T) {
	for _, p := range peers {
		for target, want := range map[string]string{"/cpu": burnt(1000), "/wait": paused} {
			recorder := httptest.NewRecorder()
			p.handler(1000).ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, target, nil))
			if got := recorder.Body.String(); recorder.Code != http.StatusOK || got != want {
				t.Errorf("%s %s: got %d %q, want 200 %q", p.name, target, recorder.Code, got, want)
			}
		}
	}
}
