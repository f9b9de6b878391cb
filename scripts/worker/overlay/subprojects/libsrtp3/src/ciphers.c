// AES of OpenSSL for the system's libsrtp 2.
//
// Debian builds its libsrtp over NSS, which makes a context for every packet: 1.2 us for
// AES-GCM, where OpenSSL takes 0.5, and four times as long for counter mode. libsrtp lets a
// program replace its ciphers, and first checks the new ones with the test vectors of the old.
#include "openssl-srtp.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

enum
{
	SALT_LEN     = 14,
	GCM_SALT_LEN = 12,
	BLOCK_LEN    = 16
};

struct state
{
	EVP_CIPHER_CTX* ctx;
	const EVP_CIPHER* cipher;
	srtp_cipher_direction_t direction;
	int tagLen;
	// Counter mode begins at the salt, xor'ed with the packet's number (RFC 3711, 4.1.1).
	uint8_t offset[BLOCK_LEN];
};

static srtp_err_status_t freeCipher(srtp_cipher_t* cipher)
{
	struct state* state = cipher->state;

	// Erases the key as well.
	EVP_CIPHER_CTX_free(state->ctx);
	OPENSSL_cleanse(state, sizeof(*state));
	free(state);
	free(cipher);

	return srtp_err_status_ok;
}

static srtp_err_status_t allocCipher(
  srtp_cipher_t** out, const srtp_cipher_type_t* type, const EVP_CIPHER* evp, int keyLen, int tagLen)
{
	srtp_cipher_t* cipher = calloc(1, sizeof(*cipher));
	struct state* state   = calloc(1, sizeof(*state));
	EVP_CIPHER_CTX* ctx   = EVP_CIPHER_CTX_new();

	if (!cipher || !state || !ctx)
	{
		EVP_CIPHER_CTX_free(ctx);
		free(state);
		free(cipher);

		return srtp_err_status_alloc_fail;
	}

	state->ctx        = ctx;
	state->cipher     = evp;
	state->tagLen     = tagLen;
	cipher->type      = type;
	cipher->state     = state;
	cipher->key_len   = keyLen;
	cipher->algorithm = (int)type->id;
	*out              = cipher;

	return srtp_err_status_ok;
}

static srtp_err_status_t initGcm(void* cipherState, const uint8_t* key)
{
	struct state* state = cipherState;

	EVP_CIPHER_CTX_reset(state->ctx);
	// Twelve bytes of initialisation vector are OpenSSL's default.
	return EVP_CipherInit_ex(state->ctx, state->cipher, NULL, key, NULL, 1) ? srtp_err_status_ok
	                                                                        : srtp_err_status_init_fail;
}

static srtp_err_status_t setGcmIv(void* cipherState, uint8_t* iv, srtp_cipher_direction_t direction)
{
	struct state* state = cipherState;

	if (direction != srtp_direction_encrypt && direction != srtp_direction_decrypt)
	{
		return srtp_err_status_bad_param;
	}

	state->direction = direction;

	return EVP_CipherInit_ex(state->ctx, NULL, NULL, NULL, iv, direction == srtp_direction_encrypt)
	         ? srtp_err_status_ok
	         : srtp_err_status_init_fail;
}

static srtp_err_status_t addGcmData(void* cipherState, const uint8_t* data, uint32_t dataLen)
{
	struct state* state = cipherState;
	int len             = 0;

	return EVP_CipherUpdate(state->ctx, NULL, &len, data, (int)dataLen) ? srtp_err_status_ok
	                                                                    : srtp_err_status_algo_fail;
}

static srtp_err_status_t encryptGcm(void* cipherState, uint8_t* buffer, unsigned int* bufferLen)
{
	struct state* state = cipherState;
	int len             = 0;

	return EVP_CipherUpdate(state->ctx, buffer, &len, buffer, (int)*bufferLen) ? srtp_err_status_ok
	                                                                           : srtp_err_status_cipher_fail;
}

static srtp_err_status_t getGcmTag(void* cipherState, uint8_t* tag, uint32_t* tagLen)
{
	struct state* state = cipherState;
	int len             = 0;

	if (
	  !EVP_CipherFinal_ex(state->ctx, tag, &len) ||
	  !EVP_CIPHER_CTX_ctrl(state->ctx, EVP_CTRL_GCM_GET_TAG, state->tagLen, tag))
	{
		return srtp_err_status_algo_fail;
	}

	*tagLen = (uint32_t)state->tagLen;

	return srtp_err_status_ok;
}

static srtp_err_status_t decryptGcm(void* cipherState, uint8_t* buffer, unsigned int* bufferLen)
{
	struct state* state = cipherState;
	int len             = 0;

	if (state->direction != srtp_direction_decrypt || *bufferLen < (unsigned int)state->tagLen)
	{
		return srtp_err_status_bad_param;
	}

	const int textLen = (int)*bufferLen - state->tagLen;

	if (
	  !EVP_CIPHER_CTX_ctrl(state->ctx, EVP_CTRL_GCM_SET_TAG, state->tagLen, buffer + textLen) ||
	  !EVP_CipherUpdate(state->ctx, buffer, &len, buffer, textLen) ||
	  !EVP_CipherFinal_ex(state->ctx, buffer + textLen, &len))
	{
		return srtp_err_status_auth_fail;
	}

	*bufferLen = (unsigned int)textLen;

	return srtp_err_status_ok;
}

static srtp_err_status_t initCounter(void* cipherState, const uint8_t* key)
{
	struct state* state = cipherState;

	memset(state->offset, 0, sizeof(state->offset));
	memcpy(state->offset, key + EVP_CIPHER_get_key_length(state->cipher), SALT_LEN);
	EVP_CIPHER_CTX_reset(state->ctx);

	return EVP_EncryptInit_ex(state->ctx, state->cipher, NULL, key, state->offset)
	         ? srtp_err_status_ok
	         : srtp_err_status_init_fail;
}

static srtp_err_status_t setCounterIv(void* cipherState, uint8_t* iv, srtp_cipher_direction_t direction)
{
	struct state* state = cipherState;
	uint8_t counter[BLOCK_LEN];

	(void)direction;

	for (int i = 0; i < BLOCK_LEN; ++i)
	{
		counter[i] = state->offset[i] ^ iv[i];
	}

	return EVP_EncryptInit_ex(state->ctx, NULL, NULL, NULL, counter) ? srtp_err_status_ok
	                                                                 : srtp_err_status_init_fail;
}

static srtp_err_status_t cryptCounter(void* cipherState, uint8_t* buffer, unsigned int* bufferLen)
{
	struct state* state = cipherState;
	int len             = 0;

	return EVP_EncryptUpdate(state->ctx, buffer, &len, buffer, (int)*bufferLen)
	         ? srtp_err_status_ok
	         : srtp_err_status_cipher_fail;
}

#define GCM_TYPE(bits)                                                                                             \
	static srtp_cipher_type_t gcm##bits;                                                                             \
	static srtp_err_status_t allocGcm##bits(srtp_cipher_t** out, int keyLen, int tagLen)                             \
	{                                                                                                                \
		return keyLen == bits / 8 + GCM_SALT_LEN && (tagLen == 16 || tagLen == 8)                                      \
		         ? allocCipher(out, &gcm##bits, EVP_aes_##bits##_gcm(), keyLen, tagLen)                                \
		         : srtp_err_status_bad_param;                                                                          \
	}                                                                                                                \
	static srtp_cipher_type_t gcm##bits = { allocGcm##bits, freeCipher, initGcm, addGcmData, encryptGcm, decryptGcm, \
		                                      setGcmIv,       getGcmTag,  "AES-" #bits " GCM using openssl",           \
		                                      NULL,           SRTP_AES_GCM_##bits };

#define COUNTER_TYPE(bits)                                                                                     \
	static srtp_cipher_type_t counter##bits;                                                                     \
	static srtp_err_status_t allocCounter##bits(srtp_cipher_t** out, int keyLen, int tagLen)                     \
	{                                                                                                            \
		return keyLen == bits / 8 + SALT_LEN                                                                       \
		         ? allocCipher(out, &counter##bits, EVP_aes_##bits##_ctr(), keyLen, tagLen)                        \
		         : srtp_err_status_bad_param;                                                                      \
	}                                                                                                            \
	static srtp_cipher_type_t counter##bits = {                                                                  \
		allocCounter##bits, freeCipher, initCounter,       NULL, cryptCounter, cryptCounter, setCounterIv, NULL,   \
		"AES-" #bits " counter mode using openssl", NULL, SRTP_AES_ICM_##bits                                      \
	};

GCM_TYPE(128)
GCM_TYPE(256)
COUNTER_TYPE(128)
COUNTER_TYPE(256)

void plenary_use_openssl_ciphers(void)
{
	srtp_cipher_type_t* types[] = { &gcm128, &gcm256, &counter128, &counter256 };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); ++i)
	{
		const srtp_cipher_type_t* present = srtp_crypto_kernel_get_cipher_type(types[i]->id);

		// A cipher that this libsrtp has not, or has from OpenSSL, stays as it is.
		if (present && !strstr(present->description, "openssl"))
		{
			types[i]->test_data = present->test_data;
			// One that fails a test vector is left out: libsrtp keeps its own.
			srtp_replace_cipher_type(types[i], types[i]->id);
		}
	}
}
