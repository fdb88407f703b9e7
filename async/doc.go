// Package async gives waiting goroutines an owner.
//
// A Go function may wait wherever it likes, and a goroutine that waits costs a
// few kilobytes. What the go statement lacks is somebody who knows that the
// goroutine is there: who stops it, who waits for it, who hears of its error or
// its panic. In this package that somebody is a [Scope]. A task belongs to the
// scope it was started in, and the scope's end cancels what still runs, waits
// for it, and tells what nobody asked about.
//
//	err := async.Group(ctx, func(g *async.Scope) error {
//		user := async.Go(g, fetchUser)       // runs now
//		orders := async.Go(g, fetchOrders)   // beside it
//		u, err := user.Await(g.Context())
//		if err != nil {
//			return err // cancels fetchOrders, and waits for it
//		}
//		return show(u, orders)
//	})
//
// [Gather], [Map], [Race] and [Timeout] are such groups ready made: each of
// them returns when everything it started has ended, never before. [Sleep],
// [Retry] and [CPU] are the waits that programs share, and [Waiting] tells an
// observer what a task waits for.
//
// # Rules
//
// A function given to [Go] always runs, unless its scope is closed. A task is
// cancelled by its own Cancel, by its scope's end, or by the end of the context
// that the scope was made from; its function sees that through its context, and
// nothing else can stop it. A task that fails in a group cancels the group.
// A panic in a task is carried to whoever awaits it and raised there again, as
// a [*Panic] with the task's stack. An error or a panic that nobody awaited is
// logged once, when the scope ends; an error that only says that the task was
// cancelled is not.
//
// # What it is not
//
// The package has no event loop, no pool of workers and no queue: the Go
// scheduler is all three. It cannot stop a function that ignores its context;
// it names that function and its stack in the log. It knows nothing of HTTP.
package async
