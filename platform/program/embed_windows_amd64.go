package program

import _ "embed"

//go:embed bin/launcher-windows-amd64.gz
var launcher string

//go:embed bin/redirector-windows-amd64.gz
var redirector string
