// Offers the part of ankerl::unordered_dense that mediasoup's worker uses, on
// top of the standard containers, for systems that do not package the library.
//
// The standard containers promise more (stable addresses, iterators that
// survive an insertion of another key) except for one thing: they do not iterate
// in the order of insertion, which the worker does not rely on.
#ifndef PLENARY_ANKERL_UNORDERED_DENSE_H
#define PLENARY_ANKERL_UNORDERED_DENSE_H

#include <cstdint>
#include <functional>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>

namespace ankerl::unordered_dense
{
	// Spreads every input bit over the whole result (the finaliser of SplitMix64):
	// the worker combines such hashes of small integers, and the standard library's
	// own integer hash is the identity.
	inline std::uint64_t mix(std::uint64_t value) noexcept
	{
		value += 0x9e3779b97f4a7c15u;
		value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
		value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;

		return value ^ (value >> 31);
	}

	template<typename T, typename Enable = void>
	struct hash : public std::hash<T>
	{
	};

	template<typename T>
	struct hash<T, std::enable_if_t<std::is_integral_v<T> || std::is_enum_v<T>>>
	{
		std::uint64_t operator()(T value) const noexcept
		{
			return mix(static_cast<std::uint64_t>(value));
		}
	};

	template<typename T>
	struct hash<T*, void>
	{
		std::uint64_t operator()(T* value) const noexcept
		{
			return mix(static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(value)));
		}
	};

	template<typename Key, typename Value, typename Hash = hash<Key>, typename Equal = std::equal_to<Key>>
	using map = std::unordered_map<Key, Value, Hash, Equal>;

	template<typename Key, typename Hash = hash<Key>, typename Equal = std::equal_to<Key>>
	using set = std::unordered_set<Key, Hash, Equal>;
} // namespace ankerl::unordered_dense

#endif
