package program

import _ "embed"

//go:embed bin/launcher-freebsd-amd64.gz
var launcher string

const redirector = ""
