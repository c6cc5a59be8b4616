// Package okta takes the place of the client for Okta's second factor: a private Vault asks for none.
package okta

import (
	"context"
	"errors"
	"net/http"
)

var errLeftOut = errors.New("this Vault is built without logins by Okta")

type Configuration struct{ Context context.Context }

type ConfigSetter func(*Configuration)

func WithToken(string) ConfigSetter { return nil }

func WithOrgUrl(string) ConfigSetter { return nil }

func WithCache(bool) ConfigSetter { return nil }

func NewConfiguration(...ConfigSetter) (*Configuration, error) { return nil, errLeftOut }

type APIClient struct {
	UserAPI       users
	UserFactorAPI factors
}

func NewAPIClient(*Configuration) *APIClient { return &APIClient{} }

func (*APIClient) GetConfig() *Configuration { return &Configuration{} }

// request is every call of the client.
type request[Answer any] struct{}

func (call request[Answer]) Filter(string) request[Answer] { return call }

func (request[Answer]) Execute() (answer Answer, response *http.Response, err error) {
	return answer, nil, errLeftOut
}

type identified struct{}

func (identified) GetId() string { return "" }

type User struct{ identified }

type UserFactorPush struct{ identified }

type Factor struct{ UserFactorPush *UserFactorPush }

type Verification struct{ Links map[string]interface{} }

func (*Verification) GetFactorResult() string { return "" }

type Transaction struct {
	UserFactorPushTransactionWaiting  *struct{}
	UserFactorPushTransaction         *struct{}
	UserFactorPushTransactionRejected *struct{}
	UserFactorPushTransactionTimeout  *struct{}
}

type users struct{}

func (users) ListUsers(context.Context) request[[]User] { return request[[]User]{} }

type factors struct{}

func (factors) ListFactors(context.Context, string) request[[]Factor] { return request[[]Factor]{} }

func (factors) VerifyFactor(context.Context, string, string) request[*Verification] {
	return request[*Verification]{}
}

func (factors) GetFactorTransactionStatus(context.Context, string, string, string) request[*Transaction] {
	return request[*Transaction]{}
}
