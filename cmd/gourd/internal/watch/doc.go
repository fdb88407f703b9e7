// Package watch tells which files below a folder have changed.
//
//	w, err := watch.Start(folder, watch.Options{Relevant: isGo})
//	defer w.Close()
//	for paths := range w.Changes() { … }
//
// Folders are watched, not files, because editors replace files. What is saved in
// quick succession is told once. Hidden folders and node_modules are left out, and
// links to folders are not followed.
//
// It does not say how a file has changed, and does not look into files.
package watch
