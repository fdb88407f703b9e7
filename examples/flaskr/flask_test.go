package main

import (
	"os/exec"
	"testing"

	"github.com/gourd-go/gourd/db"
	"github.com/gourd-go/gourd/internal/python"
)

// TestUsersOfFlasksBlogLogIn has Werkzeug hash a password, as Flask's tutorial does,
// and check one that was hashed here.
func TestUsersOfFlasksBlogLogIn(t *testing.T) {
	interpreter := python.Interpreter(t)
	ask := func(expression, argument string) string {
		t.Helper()
		out, err := exec.Command(interpreter, "-c", "import sys; from werkzeug.security import *; print("+expression+", end='')", argument).Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	s := newSite(t)
	for _, method := range []string{"scrypt", "pbkdf2:sha256:1000"} {
		_, err := s.database.Execute(t.Context(), "INSERT OR REPLACE INTO user (id, username, password) VALUES (3, 'flask', :hash)",
			db.Args{"hash": ask("generate_password_hash('pässword', sys.argv[1])", method)})
		if err != nil {
			t.Fatal(err)
		}
		s.Post("/auth/login", form("username", "flask", "password", "pässword")).Want(302).WantHeader("Location", "/")
		s.Post("/auth/login", form("username", "flask", "password", "password")).Want(200)
	}

	s.Post("/auth/register", form("username", "gourd", "password", "pässword")).Want(302)
	hash, err := db.Val[string](t.Context(), s.database, "SELECT password FROM user WHERE username = 'gourd'")
	if err != nil {
		t.Fatal(err)
	}
	if right := ask("check_password_hash(sys.argv[1], 'pässword')", hash); right != "True" {
		t.Errorf("Werkzeug says %s of the hash %q", right, hash)
	}
}
