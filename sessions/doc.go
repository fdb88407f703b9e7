// Package sessions has stores for gourd.ServerSessions, which keeps sessions on the
// server and only a random id in the client's cookie.
//
//	store := sessions.DB(database, sessions.Options{Create: true})
//	app.Manage(database, store)
//	app.Config.Sessions = gourd.ServerSessions(store)
//
// [Memory] keeps them in the process: they are gone when it ends, and no other process
// has them. [DB] keeps them in a database of package db, which several processes may
// share and which outlives them.
//
// It is not for sessions in signed cookies, which need no store: that is gourd's
// default.
package sessions
