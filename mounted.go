package gourd

import (
	"context"
	"fmt"
)

// mountedApp is an application below another one, which starts and stops it.
type mountedApp struct{ *App }

// Open starts the application, unless it is on the way to that because it is mounted,
// by way of others, in itself.
func (m mountedApp) Open(ctx context.Context) error {
	for a := startingIn(ctx); a != nil; a = a.outer {
		if a.app == m.App {
			return fmt.Errorf("gourd: the application %q is mounted in itself by way of another", m.name)
		}
	}
	if err := m.Start(ctx); err != nil {
		return err
	}
	m.life.mu.Lock()
	defer m.life.mu.Unlock()
	m.life.mounts++
	return nil
}

// Close stops the application when no other one that runs has it mounted.
func (m mountedApp) Close(ctx context.Context) error {
	m.life.mu.Lock()
	m.life.mounts--
	last := m.life.mounts == 0
	m.life.mu.Unlock()
	if !last {
		return nil
	}
	return m.Stop(ctx)
}

// isLast reports whether the application stops with the next one that it is mounted in.
func (m mountedApp) isLast() bool {
	m.life.mu.Lock()
	defer m.life.mu.Unlock()
	return m.life.mounts == 1
}

// waitBeforeClose waits for the background work of an application that Close stops.
func (m mountedApp) waitBeforeClose(ctx context.Context) {
	m.life.mu.Lock()
	defer m.life.mu.Unlock()
	if m.life.mounts == 1 {
		m.waitForBackground(ctx)
	}
}
