package tunnel

// CheckURL tells whether Ngrok.URL can be what a person entered. Its error is
// for programmers.
func CheckURL(entered string) error {
	_, err := endpointURL(entered)
	return err
}
