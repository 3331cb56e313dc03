package platform

import (
	"github.com/pyenvkit/pyenvkit/plan"
	"github.com/pyenvkit/pyenvkit/platform/posix"
	"github.com/pyenvkit/pyenvkit/platform/windows"
)

// Layouts maps the os.name of a base interpreter to the layout of its
// environments.
var Layouts = map[string]plan.Layout{"posix": posix.Layout, "nt": windows.Layout}
