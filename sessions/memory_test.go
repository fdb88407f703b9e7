package sessions_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gourd-go/gourd/sessions"
)

func TestMemoryIsBounded(t *testing.T) {
	m := sessions.Memory(3)
	insert := func(key string) { _ = m.Insert(t.Context(), key, []byte(key), time.Hour) }
	for i := range 3 {
		insert(fmt.Sprint(i))
	}
	if found, _ := m.Update(t.Context(), "0", []byte("new"), time.Hour); !found {
		t.Error("0 is not there")
	}
	insert("3") // in the place of 1, which was saved longest ago
	insert("3")
	for key, want := range map[string]string{"0": "new", "1": "", "2": "2", "3": "3"} {
		if data, _ := m.Load(t.Context(), key); string(data) != want {
			t.Errorf("%s is %q, want %q", key, data, want)
		}
	}
	if m.Len() != 3 {
		t.Errorf("%d sessions are kept, want 3", m.Len())
	}
}

func TestMemoryForgetsWhatHasExpired(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := sessions.Memory(0)
		for i := range 10 {
			_ = m.Insert(t.Context(), fmt.Sprint(i), []byte("x"), time.Hour)
		}
		time.Sleep(30 * time.Minute)
		_, _ = m.Update(t.Context(), "0", []byte("y"), time.Hour)
		time.Sleep(30 * time.Minute)
		if data, _ := m.Load(t.Context(), "1"); data != nil {
			t.Errorf("an expired session is %q", data)
		}
		_ = m.Insert(t.Context(), "new", []byte("x"), time.Hour)
		if m.Len() != 2 {
			t.Errorf("%d sessions are kept, want 2", m.Len())
		}
		time.Sleep(time.Hour)
		if found, _ := m.Update(t.Context(), "new", []byte("y"), time.Hour); found {
			t.Error("an expired session was changed")
		}
	})
}

func TestALimitBelowZeroIsAMistake(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("it was taken")
		}
	}()
	sessions.Memory(-1)
}
