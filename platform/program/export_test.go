package program

// Window is for the tests, which patch programs of other platforms.
var Window = window
