package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"sort"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A simulated product: exposes the series of its catalogue, answers its health pages and writes its log lines.
type simulatorConfig struct {
	Port int `json:"port"`
	// Path of the exposition. Default: /metrics.
	MetricsPath string `json:"metricsPath"`
	// Every family with its series; a counter grows by its rate, a gauge stays.
	Families []simulatedFamily `json:"families"`
	// Path to status of other pages; whatever is not named answers 404.
	Pages map[string]int `json:"pages"`
	// Lines written to standard output in turn; {time} becomes the time in RFC 3339.
	Lines []string `json:"lines"`
	// Pause between two lines. Default: 1000.
	LineMilliseconds int `json:"lineMilliseconds"`
}

type simulatedFamily struct {
	Name   string            `json:"name"`
	Type   string            `json:"type"`
	Help   string            `json:"help"`
	Series []simulatedSeries `json:"series"`
}

type simulatedSeries struct {
	// The series as it is exposed, without its value: name{label="value"}.
	Series string  `json:"series"`
	Start  float64 `json:"start"`
	// Growth per second.
	Rate float64 `json:"rate"`
}

type simulation struct {
	lock    sync.Mutex
	config  simulatorConfig
	started time.Time
}

// simulator CONFIG-FILE
func simulator(arguments []string) error {
	if len(arguments) != 1 {
		return fmt.Errorf("usage: simulator CONFIG-FILE")
	}
	text, err := os.ReadFile(arguments[0])
	if err != nil {
		return err
	}
	run := &simulation{started: time.Now()}
	if err := json.Unmarshal(text, &run.config); err != nil {
		return fmt.Errorf("%s: %w", arguments[0], err)
	}
	if run.config.MetricsPath == "" {
		run.config.MetricsPath = "/metrics"
	}
	if run.config.LineMilliseconds == 0 {
		run.config.LineMilliseconds = 1000
	}
	go run.write()
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	go func() { <-stop; os.Exit(0) }()
	return http.ListenAndServe(fmt.Sprintf(":%d", run.config.Port), run)
}

func (run *simulation) write() {
	for turn := 0; len(run.config.Lines) > 0; turn++ {
		line := run.config.Lines[turn%len(run.config.Lines)]
		fmt.Println(strings.ReplaceAll(line, "{time}", time.Now().UTC().Format(time.RFC3339Nano)))
		time.Sleep(time.Duration(run.config.LineMilliseconds) * time.Millisecond)
	}
}

func (run *simulation) ServeHTTP(writer http.ResponseWriter, request *http.Request) {
	switch {
	case request.URL.Path == run.config.MetricsPath:
		run.expose(writer)
	case request.URL.Path == "/-/series" && request.Method == http.MethodPut:
		run.change(writer, request)
	case request.URL.Path == "/-/fetch":
		fetch(writer, request)
	default:
		status, known := run.config.Pages[request.URL.Path]
		if !known {
			status = http.StatusNotFound
		}
		writer.WriteHeader(status)
	}
}

// GET /-/fetch?url=...: what this pod gets at that address, for tests of what may talk to what. With a body it posts.
func fetch(writer http.ResponseWriter, request *http.Request) {
	// A connection that exists stays allowed when a policy changes; every fetch makes a new one.
	transport := &http.Transport{DisableKeepAlives: true}
	client := &http.Client{Timeout: 4 * time.Second, Transport: transport}
	method := http.MethodGet
	if request.Method == http.MethodPost {
		method = http.MethodPost
	}
	outgoing, err := http.NewRequest(method, request.URL.Query().Get("url"), request.Body)
	if err != nil {
		http.Error(writer, err.Error(), http.StatusBadRequest)
		return
	}
	answer, err := client.Do(outgoing)
	if err != nil {
		http.Error(writer, err.Error(), http.StatusBadGateway)
		return
	}
	defer answer.Body.Close()
	fmt.Fprintf(writer, "%d\n", answer.StatusCode)
	io.Copy(writer, io.LimitReader(answer.Body, 1<<20))
}

func (run *simulation) expose(writer http.ResponseWriter) {
	run.lock.Lock()
	defer run.lock.Unlock()
	elapsed := time.Since(run.started).Seconds()
	writer.Header().Set("content-type", "text/plain; version=0.0.4")
	for _, family := range run.config.Families {
		fmt.Fprintf(writer, "# HELP %s %s\n# TYPE %s %s\n", family.Name, family.Help, family.Name, family.Type)
		for _, series := range family.Series {
			fmt.Fprintf(writer, "%s %g\n", series.Series, series.Start+series.Rate*elapsed)
		}
	}
}

// PUT /-/series with one series: from now on it starts at the given value and grows by the given rate.
func (run *simulation) change(writer http.ResponseWriter, request *http.Request) {
	var wanted simulatedSeries
	if err := json.NewDecoder(request.Body).Decode(&wanted); err != nil {
		http.Error(writer, err.Error(), http.StatusBadRequest)
		return
	}
	run.lock.Lock()
	defer run.lock.Unlock()
	wanted.Start -= wanted.Rate * time.Since(run.started).Seconds()
	known := []string{}
	for _, family := range run.config.Families {
		for index := range family.Series {
			if family.Series[index].Series == wanted.Series {
				family.Series[index] = wanted
				return
			}
			known = append(known, family.Series[index].Series)
		}
	}
	sort.Strings(known)
	http.Error(writer, "unknown series, there are:\n"+strings.Join(known, "\n"), http.StatusNotFound)
}
