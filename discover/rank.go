package discover

import (
	"cmp"

	"github.com/pyenvkit/pyenvkit/interp"
)

// A rank orders interpreters that fit a request; the greatest is the best.
type rank struct {
	implementation int // CPython before the others
	build          int // the default build, free-threaded, debug
	final          int // before pre-releases
	version        interp.Version
}

func rankOf(f interp.Facts) rank {
	r := rank{implementation: implementationRank(f.Implementation), build: buildRank(f.FreeThreaded, f.Debug), version: f.Version}
	if f.Version.Level == "final" {
		r.final = 1
	}
	return r
}

func implementationRank(name string) int {
	switch name {
	case "cpython":
		return 3
	case "pypy":
		return 2
	case "graalpy":
		return 1
	}
	return 0
}

func buildRank(freeThreaded, debug bool) int {
	rank := 3
	if freeThreaded {
		rank--
	}
	if debug {
		rank -= 2
	}
	return rank
}

func compareRanks(a, b rank) int {
	return cmp.Or(
		cmp.Compare(a.implementation, b.implementation), cmp.Compare(a.build, b.build), cmp.Compare(a.final, b.final),
		a.version.Compare(b.version),
	)
}
