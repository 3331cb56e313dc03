package plan

import (
	"encoding/json"
	"fmt"
	"io"
)

// WriteText writes the plan for people, a line for each operation.
func (p Plan) WriteText(w io.Writer) error {
	for _, op := range p.Ops {
		if _, err := fmt.Fprintln(w, line(op)); err != nil {
			return err
		}
	}
	return nil
}

func line(op Op) string {
	switch o := op.(type) {
	case Dir:
		return "dir     " + o.Path + "/"
	case Link:
		return "link    " + o.Path + " -> " + o.Target
	case Copy:
		return "copy    " + o.Path + " <- " + o.Source
	case File:
		keep := ""
		if o.Keep {
			keep = ", kept if it exists"
		}
		return fmt.Sprintf("file    %s (%d bytes%s)", o.Path, len(o.Content), keep)
	case Executable:
		return fmt.Sprintf("exe     %s (%s for %s, %d bytes)", o.Path, o.Program.Name, o.Program.Platform, o.Program.Size)
	case Tree:
		return fmt.Sprintf("tree    %s/ <- %s (%d files, %d bytes)", o.Path, o.Source, o.Files, o.Bytes)
	case Remove:
		return "remove  " + o.Path
	}
	return fmt.Sprintf("%T %s", op, op.At())
}

// MarshalJSON returns the plan as {"ops": [...], "warnings": [...]}. Every
// operation is an object with "op" (dir, link, copy, file, executable, tree or
// remove) and "path"; a link has "target", a copy "source" and "mode", a file
// "content", "mode" and "keep", an executable "program", "platform", "bytes" and
// "sha256", a tree "source", "files" and "bytes". A mode is a number
// of permission bits; 0 and what is empty are left out.
func (p Plan) MarshalJSON() ([]byte, error) {
	type object struct {
		Op       string `json:"op"`
		Path     string `json:"path"`
		Target   string `json:"target,omitempty"`
		Source   string `json:"source,omitempty"`
		Content  string `json:"content,omitempty"`
		Mode     uint32 `json:"mode,omitempty"`
		Keep     bool   `json:"keep,omitempty"`
		Files    int    `json:"files,omitempty"`
		Bytes    int64  `json:"bytes,omitempty"`
		Program  string `json:"program,omitempty"`
		Platform string `json:"platform,omitempty"`
		Sum      string `json:"sha256,omitempty"`
	}
	document := struct {
		Ops      []object `json:"ops"`
		Warnings []string `json:"warnings,omitempty"`
	}{Warnings: p.Warnings}
	for _, op := range p.Ops {
		j := object{Path: op.At()}
		switch o := op.(type) {
		case Dir:
			j.Op = "dir"
		case Link:
			j.Op, j.Target = "link", o.Target
		case Copy:
			j.Op, j.Source, j.Mode = "copy", o.Source, o.Mode
		case File:
			j.Op, j.Content, j.Mode, j.Keep = "file", string(o.Content), o.Mode, o.Keep
		case Executable:
			j.Op, j.Program, j.Platform = "executable", o.Program.Name, o.Program.Platform
			j.Bytes, j.Sum = o.Program.Size, o.Program.Sum
		case Tree:
			j.Op, j.Source, j.Files, j.Bytes = "tree", o.Source, o.Files, o.Bytes
		case Remove:
			j.Op = "remove"
		}
		document.Ops = append(document.Ops, j)
	}
	return json.Marshal(document)
}
