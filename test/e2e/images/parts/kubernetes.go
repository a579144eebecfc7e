package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
	"time"
)

// As much of a Kubernetes client as the policies need: a kubeconfig in JSON with inline certificates, lists and watches.
type cluster struct {
	server string
	client *http.Client
}

func openCluster(kubeconfig string) (*cluster, error) {
	text, err := os.ReadFile(kubeconfig)
	if err != nil {
		return nil, err
	}
	var config struct {
		Clusters []struct {
			Cluster struct {
				Server    string `json:"server"`
				Authority string `json:"certificate-authority-data"`
			} `json:"cluster"`
		} `json:"clusters"`
		Users []struct {
			User struct {
				Certificate string `json:"client-certificate-data"`
				Key         string `json:"client-key-data"`
			} `json:"user"`
		} `json:"users"`
	}
	if err := json.Unmarshal(text, &config); err != nil {
		return nil, fmt.Errorf("%s: %w", kubeconfig, err)
	}
	if len(config.Clusters) != 1 || len(config.Users) != 1 {
		return nil, fmt.Errorf("%s: exactly one cluster and one user are expected", kubeconfig)
	}
	decode := func(data string) []byte {
		plain, _ := base64.StdEncoding.DecodeString(data)
		return plain
	}
	pair, err := tls.X509KeyPair(decode(config.Users[0].User.Certificate), decode(config.Users[0].User.Key))
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(decode(config.Clusters[0].Cluster.Authority))
	transport := &http.Transport{TLSClientConfig: &tls.Config{Certificates: []tls.Certificate{pair}, RootCAs: roots}}
	return &cluster{server: config.Clusters[0].Cluster.Server, client: &http.Client{Transport: transport}}, nil
}

// store keeps the objects of one resource by uid.
type store struct {
	lock    sync.Mutex
	objects map[string]json.RawMessage
}

func (kept *store) all() []json.RawMessage {
	kept.lock.Lock()
	defer kept.lock.Unlock()
	list := make([]json.RawMessage, 0, len(kept.objects))
	for _, object := range kept.objects {
		list = append(list, object)
	}
	return list
}

// follow fills the store and keeps it fresh for ever; changed is called after every change.
func (api *cluster) follow(path string, kept *store, changed func()) {
	for {
		if err := api.followOnce(path, kept, changed); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", path, err)
		}
		time.Sleep(time.Second)
	}
}

type identity struct {
	Metadata struct {
		UID             string `json:"uid"`
		ResourceVersion string `json:"resourceVersion"`
	} `json:"metadata"`
}

func (api *cluster) followOnce(path string, kept *store, changed func()) error {
	body, err := api.open(path)
	if err != nil {
		return err
	}
	var list struct {
		identity
		Items []json.RawMessage `json:"items"`
	}
	err = json.NewDecoder(body).Decode(&list)
	body.Close()
	if err != nil {
		return err
	}
	fresh := map[string]json.RawMessage{}
	for _, item := range list.Items {
		fresh[uidOf(item)] = item
	}
	kept.lock.Lock()
	kept.objects = fresh
	kept.lock.Unlock()
	changed()
	events, err := api.open(path + "?watch=true&resourceVersion=" + list.Metadata.ResourceVersion)
	if err != nil {
		return err
	}
	defer events.Close()
	decoder := json.NewDecoder(events)
	for {
		var event struct {
			Type   string          `json:"type"`
			Object json.RawMessage `json:"object"`
		}
		if err := decoder.Decode(&event); err != nil {
			return nil // The watch is over, as all of them are after some minutes.
		}
		if event.Type == "ERROR" {
			return fmt.Errorf("%s", event.Object)
		}
		kept.lock.Lock()
		if event.Type == "DELETED" {
			delete(kept.objects, uidOf(event.Object))
		} else {
			kept.objects[uidOf(event.Object)] = event.Object
		}
		kept.lock.Unlock()
		changed()
	}
}

func (api *cluster) open(path string) (io.ReadCloser, error) {
	answer, err := api.client.Get(api.server + path)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		var text bytes.Buffer
		io.Copy(&text, io.LimitReader(answer.Body, 500))
		answer.Body.Close()
		return nil, fmt.Errorf("%s: %s", answer.Status, text.String())
	}
	return answer.Body, nil
}

func uidOf(object json.RawMessage) string {
	var found identity
	json.Unmarshal(object, &found)
	return found.Metadata.UID
}
