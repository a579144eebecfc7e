package main

import (
	"encoding/json"
	"slices"
)

// The parts of the Kubernetes objects that decide who may talk to whom.
type metadata struct {
	Name      string            `json:"name"`
	Namespace string            `json:"namespace"`
	Labels    map[string]string `json:"labels"`
}

type namespaceObject struct {
	Metadata metadata `json:"metadata"`
}

type podObject struct {
	Metadata metadata `json:"metadata"`
	Spec     struct {
		HostNetwork bool `json:"hostNetwork"`
		Containers  []struct {
			Ports []struct {
				Name          string `json:"name"`
				ContainerPort int    `json:"containerPort"`
				Protocol      string `json:"protocol"`
			} `json:"ports"`
		} `json:"containers"`
	} `json:"spec"`
	Status struct {
		Phase string `json:"phase"`
		PodIP string `json:"podIP"`
	} `json:"status"`
}

type policyObject struct {
	Metadata metadata `json:"metadata"`
	Spec     struct {
		PodSelector labelSelector `json:"podSelector"`
		PolicyTypes []string      `json:"policyTypes"`
		Ingress     []policyRule  `json:"ingress"`
		Egress      []policyRule  `json:"egress"`
	} `json:"spec"`
}

type policyRule struct {
	From  []policyPeer `json:"from"`
	To    []policyPeer `json:"to"`
	Ports []policyPort `json:"ports"`
}

type policyPeer struct {
	PodSelector       *labelSelector `json:"podSelector"`
	NamespaceSelector *labelSelector `json:"namespaceSelector"`
	IPBlock           *struct {
		CIDR   string   `json:"cidr"`
		Except []string `json:"except"`
	} `json:"ipBlock"`
}

type policyPort struct {
	Protocol string `json:"protocol"`
	// A number, or the name of a container's port.
	Port    json.RawMessage `json:"port"`
	EndPort int             `json:"endPort"`
}

type labelSelector struct {
	MatchLabels      map[string]string `json:"matchLabels"`
	MatchExpressions []struct {
		Key      string   `json:"key"`
		Operator string   `json:"operator"`
		Values   []string `json:"values"`
	} `json:"matchExpressions"`
}

func (selector labelSelector) matches(labels map[string]string) bool {
	for key, value := range selector.MatchLabels {
		if found, present := labels[key]; !present || found != value {
			return false
		}
	}
	for _, expression := range selector.MatchExpressions {
		value, present := labels[expression.Key]
		holds := false
		switch expression.Operator {
		case "In":
			holds = present && slices.Contains(expression.Values, value)
		case "NotIn":
			holds = !present || !slices.Contains(expression.Values, value)
		case "Exists":
			holds = present
		case "DoesNotExist":
			holds = !present
		}
		if !holds {
			return false
		}
	}
	return true
}

// world is everything the policies look at, at one moment.
type world struct {
	namespaces map[string]map[string]string
	pods       []podObject
	policies   []policyObject
}

// hasNetwork: pods on the node's own network, and those that have ended, are no policy's business.
func (pod podObject) hasNetwork() bool {
	return !pod.Spec.HostNetwork && pod.Status.PodIP != "" && pod.Status.Phase != "Succeeded" && pod.Status.Phase != "Failed"
}

// peers are the pods that a peer stands for, seen from a policy in the given namespace.
func (all world) peers(peer policyPeer, namespace string) []podObject {
	found := []podObject{}
	for _, pod := range all.pods {
		inNamespace := pod.Metadata.Namespace == namespace
		if peer.NamespaceSelector != nil {
			inNamespace = peer.NamespaceSelector.matches(all.namespaces[pod.Metadata.Namespace])
		}
		selected := peer.PodSelector == nil || peer.PodSelector.matches(pod.Metadata.Labels)
		if inNamespace && selected && pod.hasNetwork() {
			found = append(found, pod)
		}
	}
	return found
}
