// HMAC-SHA1 of OpenSSL for the system's libsrtp 2; see ciphers.c.
//
// The states after the two padded keys are kept, so a packet costs two copies and no memory
// from the heap, which OpenSSL's own HMAC takes with every start.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "openssl-srtp.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

struct state
{
	SHA_CTX inner;
	SHA_CTX outer;
	SHA_CTX running;
};

static srtp_auth_type_t hmacSha1;

static srtp_err_status_t freeAuth(srtp_auth_t* auth)
{
	OPENSSL_cleanse(auth->state, sizeof(struct state));
	free(auth->state);
	free(auth);

	return srtp_err_status_ok;
}

static srtp_err_status_t allocAuth(srtp_auth_t** out, int keyLen, int tagLen)
{
	if (keyLen < 0 || keyLen > SHA_CBLOCK || tagLen < 0 || tagLen > SHA_DIGEST_LENGTH)
	{
		return srtp_err_status_bad_param;
	}

	srtp_auth_t* auth   = calloc(1, sizeof(*auth));
	struct state* state = calloc(1, sizeof(*state));

	if (!auth || !state)
	{
		free(state);
		free(auth);

		return srtp_err_status_alloc_fail;
	}

	auth->type    = &hmacSha1;
	auth->state   = state;
	auth->out_len = tagLen;
	auth->key_len = keyLen;
	*out          = auth;

	return srtp_err_status_ok;
}

static void padKey(SHA_CTX* sha, const uint8_t* key, int keyLen, uint8_t pad)
{
	uint8_t block[SHA_CBLOCK];

	memset(block, pad, sizeof(block));

	for (int i = 0; i < keyLen; ++i)
	{
		block[i] ^= key[i];
	}

	SHA1_Init(sha);
	SHA1_Update(sha, block, sizeof(block));
	OPENSSL_cleanse(block, sizeof(block));
}

static srtp_err_status_t initAuth(void* authState, const uint8_t* key, int keyLen)
{
	struct state* state = authState;

	if (keyLen < 0 || keyLen > SHA_CBLOCK)
	{
		return srtp_err_status_bad_param;
	}

	// RFC 2104, section 2.
	padKey(&state->inner, key, keyLen, 0x36);
	padKey(&state->outer, key, keyLen, 0x5c);
	state->running = state->inner;

	return srtp_err_status_ok;
}

static srtp_err_status_t startAuth(void* authState)
{
	struct state* state = authState;

	state->running = state->inner;

	return srtp_err_status_ok;
}

static srtp_err_status_t updateAuth(void* authState, const uint8_t* message, int messageLen)
{
	struct state* state = authState;

	SHA1_Update(&state->running, message, (size_t)messageLen);

	return srtp_err_status_ok;
}

static srtp_err_status_t computeAuth(
  void* authState, const uint8_t* message, int messageLen, int tagLen, uint8_t* tag)
{
	struct state* state = authState;
	uint8_t digest[SHA_DIGEST_LENGTH];

	if (tagLen < 0 || tagLen > SHA_DIGEST_LENGTH)
	{
		return srtp_err_status_bad_param;
	}

	SHA1_Update(&state->running, message, (size_t)messageLen);
	SHA1_Final(digest, &state->running);
	state->running = state->outer;
	SHA1_Update(&state->running, digest, sizeof(digest));
	SHA1_Final(digest, &state->running);
	memcpy(tag, digest, (size_t)tagLen);

	return srtp_err_status_ok;
}

static srtp_auth_type_t hmacSha1 = { allocAuth,  freeAuth,  initAuth,
	                                   computeAuth, updateAuth, startAuth,
	                                   "hmac sha-1 using openssl", NULL, SRTP_HMAC_SHA1 };

void plenary_use_openssl_authentication(void)
{
	const srtp_auth_type_t* present = srtp_crypto_kernel_get_auth_type(SRTP_HMAC_SHA1);

	if (present && !strstr(present->description, "openssl"))
	{
		hmacSha1.test_data = present->test_data;
		srtp_replace_auth_type(&hmacSha1, SRTP_HMAC_SHA1);
	}
}

srtp_err_status_t plenary_srtp_init(void)
{
	const srtp_err_status_t err = srtp_init();

	if (!err)
	{
		plenary_use_openssl_ciphers();
		plenary_use_openssl_authentication();
	}

	return err;
}
