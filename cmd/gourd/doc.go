// Command gourd is to Gourd what the command flask is to Flask: it makes an
// application, runs it while it is being written, lists its routes, and runs the
// commands that it has of its own.
//
//	gourd new hello && cd hello && make
//
// See docs/command.md for every command, flag and variable. It is not needed in
// production: an application is an executable by itself.
//
// Only flags and printing stand here; the work is in the packages below internal.
package main
