// Package harness is what the benchmarks of this module share: servers in processes
// of their own, a load generator, and figures.
//
// A benchmark is one program. For each figure it starts itself again as a child
// with a role, such as "serve net/http", loads it over the loopback interface, asks
// it over a control socket for the CPU time and the memory that it has used, and
// ends it:
//
//	child, err := harness.Start("gourd")
//	if err != nil {
//		return err
//	}
//	defer child.Stop()
//	clients, err := harness.Dial(child.Address, 64)
//	…
//	result, err := clients.Run(harness.Load{Request: harness.Get("/"), For: time.Second})
//
// Everything is bounded in time, and a child ends when its parent does. The package
// runs on Linux only. It is no general load generator: it speaks as much HTTP/1.1
// as the servers of the benchmarks answer, and its answers have a Content-Length.
package harness
