package main

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// The receiver is every service on the Internet that is told about alerts: Discord's and Slack's webhooks, and anything
// that answers 200 (healthchecks). It checks what those services check, and keeps what it got.
type receivedMessage struct {
	At   time.Time `json:"at"`
	Host string    `json:"host"`
	Path string    `json:"path"`
	// What we answered, and why when it was no success.
	Status  int             `json:"status"`
	Problem string          `json:"problem,omitempty"`
	Body    json.RawMessage `json:"body,omitempty"`
	Text    string          `json:"text,omitempty"`
}

type inbox struct {
	lock     sync.Mutex
	messages []receivedMessage
}

// receiver CERT KEY CONTROL-ADDRESS ADDRESS...: messages arrive by TLS, are read and cleared at the control address.
// With - in the place of certificate and key they arrive by plain HTTP.
func receiver(arguments []string) error {
	if len(arguments) < 4 {
		return fmt.Errorf("usage: receiver CERT KEY CONTROL-ADDRESS ADDRESS...")
	}
	box := &inbox{}
	failures := make(chan error)
	for _, address := range arguments[3:] {
		server := &http.Server{Addr: address, Handler: http.HandlerFunc(box.receive), TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12}}
		go func() {
			if arguments[0] == "-" {
				failures <- server.ListenAndServe()
				return
			}
			failures <- server.ListenAndServeTLS(arguments[0], arguments[1])
		}()
	}
	go func() { failures <- http.ListenAndServe(arguments[2], http.HandlerFunc(box.control)) }()
	return <-failures
}

func (box *inbox) control(writer http.ResponseWriter, request *http.Request) {
	box.lock.Lock()
	defer box.lock.Unlock()
	if request.Method == http.MethodDelete {
		box.messages = nil
		return
	}
	writer.Header().Set("content-type", "application/json")
	json.NewEncoder(writer).Encode(append([]receivedMessage{}, box.messages...))
}

func (box *inbox) receive(writer http.ResponseWriter, request *http.Request) {
	text, _ := io.ReadAll(io.LimitReader(request.Body, 1<<20))
	message := receivedMessage{At: time.Now(), Host: request.Host, Path: request.URL.Path, Status: http.StatusOK}
	if json.Valid(text) {
		message.Body = text
	} else {
		message.Text = string(text)
	}
	answer := "ok"
	switch {
	case strings.HasPrefix(request.URL.Path, "/api/webhooks/"):
		message.Problem = discordProblem(text)
		message.Status, answer = http.StatusNoContent, ""
	case strings.HasPrefix(request.URL.Path, "/services/"):
		message.Problem = slackProblem(text)
	}
	if message.Problem != "" {
		message.Status, answer = http.StatusBadRequest, message.Problem
	}
	box.lock.Lock()
	box.messages = append(box.messages, message)
	box.lock.Unlock()
	fmt.Printf("%s %s%s %d %s\n", request.Method, request.Host, request.URL.Path, message.Status, message.Problem)
	writer.WriteHeader(message.Status)
	io.WriteString(writer, answer)
}

// https://docs.discord.com/developers/resources/webhook#execute-webhook, limits of embeds:
// https://docs.discord.com/developers/resources/message#embed-object-embed-limits
func discordProblem(text []byte) string {
	var message struct {
		Content string `json:"content"`
		Embeds  []struct {
			Title       string `json:"title"`
			Description string `json:"description"`
		} `json:"embeds"`
	}
	if err := json.Unmarshal(text, &message); err != nil {
		return "the body is not JSON"
	}
	if message.Content == "" && len(message.Embeds) == 0 {
		return "cannot send an empty message"
	}
	if len([]rune(message.Content)) > 2000 || len(message.Embeds) > 10 {
		return "content of more than 2000 characters, or more than 10 embeds"
	}
	total := 0
	for _, embed := range message.Embeds {
		if len([]rune(embed.Title)) > 256 || len([]rune(embed.Description)) > 4096 {
			return "title of more than 256 or description of more than 4096 characters"
		}
		total += len([]rune(embed.Title)) + len([]rune(embed.Description))
	}
	if total > 6000 {
		return "embeds of more than 6000 characters together"
	}
	return ""
}

// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling-errors
func slackProblem(text []byte) string {
	var message struct {
		Text        string            `json:"text"`
		Blocks      []json.RawMessage `json:"blocks"`
		Attachments []json.RawMessage `json:"attachments"`
	}
	if err := json.Unmarshal(text, &message); err != nil {
		return "invalid_payload"
	}
	if message.Text == "" && len(message.Blocks) == 0 && len(message.Attachments) == 0 {
		return "no_text"
	}
	if len(message.Attachments) > 100 {
		return "too_many_attachments"
	}
	return ""
}
