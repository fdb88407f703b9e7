package gourd

// Memo returns what make has made for the key in this application, and makes it when
// it is first asked for: what an extension derives from a type or the settings and
// needs with every request. The key is of a type of the extension's own, as a
// context's is, and stands for one type T. Requests at the same time may each make
// it once; all of them get the same.
func (a *App) Memo[T any](key any, make func() T) T {
	if made, ok := a.memo.Load(key); ok {
		return made.(T)
	}
	made, _ := a.memo.LoadOrStore(key, make())
	return made.(T)
}
