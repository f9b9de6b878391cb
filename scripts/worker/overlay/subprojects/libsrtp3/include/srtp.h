// Offers the libsrtp 3 calls that mediasoup's worker makes on top of libsrtp 2.
//
// Two things differ between the versions. In 3 the policy is an opaque object
// with setters, in 2 it is a plain struct. In 3 the packet functions read from
// one buffer and write to another (the same one is allowed), in 2 they work in
// place. Functions keep their names here: these are C++ overloads of the C ones.
#ifndef PLENARY_SRTP3_OVER_SRTP2_H
#define PLENARY_SRTP3_OVER_SRTP2_H

// libsrtp 2 calls its struct srtp_policy_t, which in 3 is the opaque handle.
// The rename is safe because C functions carry no types in their symbols.
#define srtp_policy_t srtp2_policy_t
#include <srtp2/srtp.h>
#undef srtp_policy_t

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <new>

#ifdef PLENARY_OPENSSL_SRTP
// Initialises libsrtp with ciphers of OpenSSL; see src/ciphers.c.
extern "C" srtp_err_status_t plenary_srtp_init(void);
#define srtp_init plenary_srtp_init
#endif

// Status codes that only libsrtp 3 knows.
inline constexpr auto srtp_err_status_buffer_small = static_cast<srtp_err_status_t>(28);
inline constexpr auto srtp_err_status_cryptex_err  = static_cast<srtp_err_status_t>(29);

struct plenary_srtp_policy
{
	srtp2_policy_t policy{};
	// Master key followed by master salt, which is how libsrtp 2 takes them.
	std::uint8_t keyAndSalt[SRTP_MAX_KEY_LEN]{};
};

using srtp_policy_t = plenary_srtp_policy*;

inline srtp_err_status_t srtp_policy_create(srtp_policy_t* policy)
{
	*policy = new (std::nothrow) plenary_srtp_policy();

	return *policy ? srtp_err_status_ok : srtp_err_status_alloc_fail;
}

inline void srtp_policy_destroy(srtp_policy_t policy)
{
	if (policy)
	{
		// The optimiser may drop a plain memset of memory that is about to be freed.
		volatile std::uint8_t* key = policy->keyAndSalt;

		for (std::size_t i = 0; i < sizeof(policy->keyAndSalt); ++i)
		{
			key[i] = 0;
		}
	}

	delete policy;
}

inline srtp_err_status_t srtp_policy_set_ssrc(srtp_policy_t policy, srtp_ssrc_t ssrc)
{
	policy->policy.ssrc = ssrc;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_profile(srtp_policy_t policy, srtp_profile_t profile)
{
	const auto err = srtp_crypto_policy_set_from_profile_for_rtp(&policy->policy.rtp, profile);

	return err ? err : srtp_crypto_policy_set_from_profile_for_rtcp(&policy->policy.rtcp, profile);
}

inline srtp_err_status_t srtp_policy_add_key(
  srtp_policy_t policy,
  const std::uint8_t* key,
  std::size_t keyLen,
  const std::uint8_t* salt,
  std::size_t saltLen,
  const std::uint8_t* /*mki*/,
  std::size_t mkiLen)
{
	// The worker adds exactly one key, without a master key identifier.
	if (policy->policy.key || mkiLen != 0 || keyLen + saltLen > sizeof(policy->keyAndSalt))
	{
		return srtp_err_status_bad_param;
	}

	std::memcpy(policy->keyAndSalt, key, keyLen);
	std::memcpy(policy->keyAndSalt + keyLen, salt, saltLen);
	policy->policy.key = policy->keyAndSalt;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_allow_repeat_tx(srtp_policy_t policy, bool allow)
{
	policy->policy.allow_repeat_tx = allow ? 1 : 0;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_window_size(srtp_policy_t policy, std::size_t size)
{
	policy->policy.window_size = size;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_create(srtp_t* session, srtp_policy_t policy)
{
	// libsrtp 2 copies the key, so the policy may be destroyed right after.
	return srtp_create(session, &policy->policy);
}

// `ssrc` is in network byte order on both sides.
inline srtp_err_status_t srtp_stream_remove(srtp_t session, std::uint32_t ssrc)
{
	return srtp_remove_stream(session, ssrc);
}

namespace plenary_srtp
{
	using InPlace = srtp_err_status_t (*)(srtp_t, void*, int*);

	// Runs an in-place function of libsrtp 2 with the separate buffers of libsrtp 3.
	// `growth` is how much the function may write beyond the input's length.
	inline srtp_err_status_t run(
	  InPlace function,
	  srtp_t session,
	  const std::uint8_t* in,
	  std::size_t inLen,
	  std::uint8_t* out,
	  std::size_t* outLen,
	  std::size_t growth)
	{
		if (inLen > static_cast<std::size_t>(std::numeric_limits<int>::max()))
		{
			return srtp_err_status_bad_param;
		}

		if (*outLen < inLen + growth)
		{
			return srtp_err_status_buffer_small;
		}

		if (out != in)
		{
			std::memmove(out, in, inLen);
		}

		int len        = static_cast<int>(inLen);
		const auto err = function(session, out, &len);

		if (!err)
		{
			*outLen = static_cast<std::size_t>(len);
		}

		return err;
	}
} // namespace plenary_srtp

inline srtp_err_status_t srtp_protect(
  srtp_t session,
  const std::uint8_t* rtp,
  std::size_t rtpLen,
  std::uint8_t* srtp,
  std::size_t* srtpLen,
  std::size_t /*mkiIndex*/)
{
	return plenary_srtp::run(
	  static_cast<plenary_srtp::InPlace>(srtp_protect), session, rtp, rtpLen, srtp, srtpLen, SRTP_MAX_TRAILER_LEN);
}

inline srtp_err_status_t srtp_unprotect(
  srtp_t session, const std::uint8_t* srtp, std::size_t srtpLen, std::uint8_t* rtp, std::size_t* rtpLen)
{
	return plenary_srtp::run(
	  static_cast<plenary_srtp::InPlace>(srtp_unprotect), session, srtp, srtpLen, rtp, rtpLen, 0);
}

inline srtp_err_status_t srtp_protect_rtcp(
  srtp_t session,
  const std::uint8_t* rtcp,
  std::size_t rtcpLen,
  std::uint8_t* srtcp,
  std::size_t* srtcpLen,
  std::size_t /*mkiIndex*/)
{
	// SRTCP adds a 32-bit index besides the tag.
	return plenary_srtp::run(
	  static_cast<plenary_srtp::InPlace>(srtp_protect_rtcp),
	  session,
	  rtcp,
	  rtcpLen,
	  srtcp,
	  srtcpLen,
	  SRTP_MAX_TRAILER_LEN + sizeof(std::uint32_t));
}

inline srtp_err_status_t srtp_unprotect_rtcp(
  srtp_t session, const std::uint8_t* srtcp, std::size_t srtcpLen, std::uint8_t* rtcp, std::size_t* rtcpLen)
{
	return plenary_srtp::run(
	  static_cast<plenary_srtp::InPlace>(srtp_unprotect_rtcp), session, srtcp, srtcpLen, rtcp, rtcpLen, 0);
}

#endif
