package child

import "time"

// ForceAfter says how long the program may take to end when it was asked a second
// time.
func (p *Process) ForceAfter(d time.Duration) { p.forced = d }
