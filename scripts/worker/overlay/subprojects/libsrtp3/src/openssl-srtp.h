#ifndef PLENARY_OPENSSL_SRTP_H
#define PLENARY_OPENSSL_SRTP_H

#include <srtp2/auth.h>
#include <srtp2/cipher.h>
#include <srtp2/srtp.h>

// Exported by libsrtp 2, and declared in a header that is not installed.
const srtp_cipher_type_t* srtp_crypto_kernel_get_cipher_type(srtp_cipher_type_id_t id);
const srtp_auth_type_t* srtp_crypto_kernel_get_auth_type(srtp_auth_type_id_t id);

// Replace what is slow in the system's libsrtp, as far as the replacement passes its tests.
void plenary_use_openssl_ciphers(void);
void plenary_use_openssl_authentication(void);

// srtp_init(), and both of the above.
srtp_err_status_t plenary_srtp_init(void);

#endif
