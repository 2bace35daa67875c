/** The form under which a user name is unique: compatibility-composed and without letter case (RFC 8265 §3.3 in spirit). */
export function usernameKey(username: string): string {
  return username.normalize('NFKC').toLowerCase().normalize('NFKC');
}
