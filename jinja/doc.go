// Package jinja renders templates as Jinja2 3.1 does, byte for byte, several times faster.
package jinja
