/** What the URL of a service says of how to log in. What it leaves out is as given. */
export function loginOfUrl(url: string, usual: { readonly port: number; readonly user: string }) {
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? usual.port : Number(port),
    user: username === '' ? usual.user : decodeURIComponent(username),
    password: password === '' ? undefined : decodeURIComponent(password),
    database: pathname.length > 1 ? decodeURIComponent(pathname.slice(1)) : undefined,
  };
}
