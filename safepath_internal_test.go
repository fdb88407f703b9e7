package gourd

import "testing"

func TestPathsOnWindows(t *testing.T) {
	for path, want := range map[string]bool{
		"a/b": true, `a\b`: false, "C:x": false, "C:/x": false, "con": false, "a/CON.txt": false, "nul .txt": false, "a/Com1/b": false, "com0": true, "lpt³": false,
		"conin$": false, "prn.tar.gz": false, "console": true, "com": true, "com12": true,
	} {
		if got := staysInside(path, true); got != want {
			t.Errorf("staysInside(%q) on Windows is %v", path, got)
		}
	}
	for name, want := range map[string]string{
		"con": "_con", "AUX.txt": "_AUX.txt", `a\b`: "a_b", `C:\x`: "C_x", "lpt1.tar.gz": "_lpt1.tar.gz", "console": "console", "": "",
	} {
		if got := secureFilename(name, true); got != want {
			t.Errorf("secureFilename(%q) on Windows is %q, want %q", name, got, want)
		}
	}
}
