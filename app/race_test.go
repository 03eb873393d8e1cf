//go:build race

package main

// raceDetector is on: the SDK of ngrok races with itself when it closes an
// endpoint that it is binding again.
const raceDetector = true
