// Package client is Gourd's HTTP client: a [Session] that lives as long as the
// application and keeps its connections, in the role of aiohttp's ClientSession
// and httpx's AsyncClient.
//
//	api := client.New(client.Config{
//		BaseURL: "https://api.example.com/v1/",
//		Timeout: client.Timeouts{Connect: 2 * time.Second, Total: 10 * time.Second},
//	})
//	app.Manage(api) // opened before serving, closed after the drain
//
//	todo, err := api.GetJSON[Todo](c.Context(), "todos/1")
//
// Every call takes a context, and the end of that context ends the call at once.
// A call that waits holds no thread, so that a view may call ten services after
// one another or, with async.Gather, at the same time.
//
// Errors say whose fault it was. What came from the other side (a refused
// connection, a timeout, a status that is not 2xx, an answer that is not JSON)
// has a method Gateway() int with 502 or 504; a mistake in the call itself (a bad
// URL, a value that JSON cannot hold) and a cancelled context do not. No error of
// this package has a method HTTPStatus: another service's 401 is not ours. Errors
// and log lines name scheme, host and path, and nothing else of a request: no
// userinfo, query, header or body. A path should therefore hold no secret.
//
// The package is not a WebSocket client, does not cache, does not speak HTTP/3,
// and does not limit what a URL may point at: a program that fetches URLs which
// its users wrote has to check them, and the addresses they resolve to, itself
// (Config.Transport is the place).
package client
