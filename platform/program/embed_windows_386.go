package program

import _ "embed"

//go:embed bin/launcher-windows-386.gz
var launcher string

//go:embed bin/redirector-windows-386.gz
var redirector string
