//go:build !linux && !darwin && !windows

package platform

// This system is not asked.

func processOf(int) (process, bool) { return process{}, false }

func argumentsOf(int) []string { return nil }

func executableOf(int) string { return "" }
