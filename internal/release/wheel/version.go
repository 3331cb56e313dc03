package main

import (
	"fmt"
	"regexp"
)

// versions are those that tags and snapshots of this project have.
var versions = regexp.MustCompile(`^((?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*))(?:-(?:(alpha|beta|rc)\.(0|[1-9]\d*)|(snapshot)))?$`)

// phases are the letters of PEP 440 for the words of Semantic Versioning.
var phases = map[string]string{"alpha": "a", "beta": "b", "rc": "rc"}

// public returns the form that PEP 440 gives to a version of Semantic Versioning:
// 1.2.3 is itself, 1.2.3-rc.1 is 1.2.3rc1. A snapshot, 1.2.3-snapshot, is
// 1.2.3.dev0+snapshot: older than 1.2.3, and by its local part nothing that the
// index takes.
func public(version string) (string, error) {
	parts := versions.FindStringSubmatch(version)
	switch {
	case parts == nil:
		return "", fmt.Errorf("version %s is none of 1.2.3, 1.2.3-alpha.1, -beta.1, -rc.1 and -snapshot", version)
	case parts[4] != "":
		return parts[1] + ".dev0+snapshot", nil
	default:
		return parts[1] + phases[parts[2]] + parts[3], nil
	}
}
