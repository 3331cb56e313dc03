package platform

// minShebang is what every kernel reads of the first line of a script, in bytes
// with "#!" and without the newline: that of Linux before 5.1.
const minShebang = 126
