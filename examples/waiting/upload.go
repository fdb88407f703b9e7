package main

import (
	"crypto/sha256"
	"encoding/hex"
	"io"

	"github.com/gourd-go/gourd"
)

func (d *demo) uploadForm(c *gourd.Ctx) (gourd.Response, error) {
	return c.Page("upload.html", nil), nil
}

func (d *demo) upload(c *gourd.Ctx) (uploaded, error) {
	form, err := c.Form()
	if err != nil {
		return uploaded{}, err // 400, 413 or 415: the error knows
	}
	file := form.File("file")
	if file == nil {
		return uploaded{}, gourd.Error(400, "Choose a file, please.")
	}
	hash := sha256.New()
	_, err = io.Copy(hash, file.Open())
	sum := hex.EncodeToString(hash.Sum(nil))
	return uploaded{file.Filename, file.Size, file.ContentType, sum}, err
}

// uploaded describes a file that was sent.
type uploaded struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"` // in bytes
	Type   string `json:"type"` // as the client says
	SHA256 string `json:"sha256"`
}
