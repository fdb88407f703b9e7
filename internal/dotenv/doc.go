// Package dotenv reads files of environment variables as python-dotenv does, which
// Flask reads its .env with.
//
//	# the database
//	export DATABASE_URL=postgres://localhost/shop   # a comment
//	GREETING="two\nlines"
//	PATTERN='as it is, but for \' and \\'
//	CACHE=${HOME}/cache
//	PORT=${PORT:-5000}
//
// A value in quotes may go over several lines. Quoted or not, ${NAME} in it becomes
// the variable of that name: one that stands above it in the file, else the
// environment's, else what stands behind ":-", else nothing.
//
// The package sets no variable; [Load] says which of them a program is to have.
package dotenv
