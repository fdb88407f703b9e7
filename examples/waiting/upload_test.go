package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json/v2"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gourd-go/gourd/client"
)

func TestUploadDescribesTheFile(t *testing.T) {
	s := start(t, Options{})
	for _, test := range []struct {
		name, fileName, fileType, content string
	}{
		{"small", "note.txt", "text/plain", "Water the gourds\n"},
		{"empty", "empty.bin", "application/octet-stream", ""},
		{"spooled to disk", "large.bin", "application/x-gourd", strings.Repeat("0123456789abcdef", 100_000)},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := s.do("POST", "/upload", client.Files(client.File{
				Field: "file", Name: test.fileName, Type: test.fileType, Reader: strings.NewReader(test.content),
			}))
			var got uploaded
			if err := json.Unmarshal([]byte(a.text), &got); a.Status != 200 || err != nil {
				t.Fatalf("got %d %q: %v", a.Status, a.text, err)
			}
			sum := sha256.Sum256([]byte(test.content))
			want := uploaded{test.fileName, int64(len(test.content)), test.fileType, hex.EncodeToString(sum[:])}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("the description (-want +got):\n%s", diff)
			}
		})
	}
}

func TestUploadRefusesWhatIsNoFile(t *testing.T) {
	s := start(t, Options{})
	for _, test := range []struct {
		name   string
		sent   client.Option
		status int
	}{
		{"nothing", client.Option{}, 400},
		{"a field that is no file", client.Form(url.Values{"file": {"text"}}), 400},
		{"JSON", client.JSON(map[string]string{"file": "x"}), 415},
		{"more than 16 MiB", client.Files(client.File{Field: "file", Name: "x", Reader: strings.NewReader(strings.Repeat("x", 17<<20))}), 413},
	} {
		t.Run(test.name, func(t *testing.T) {
			if a := s.do("POST", "/upload", test.sent); a.Status != test.status {
				t.Errorf("got %d %q, want %d", a.Status, a.text, test.status)
			}
		})
	}
}

func TestUploadHasAForm(t *testing.T) {
	a := start(t, Options{}).get("/upload")
	for _, want := range []string{`action="/upload" method="post" enctype="multipart/form-data"`, `type="file" name="file"`} {
		if !strings.Contains(a.text, want) {
			t.Errorf("the page has no %s:\n%s", want, a.text)
		}
	}
}
