export const SQLITE = ['sqlite'];
export const POSTGRES = ['postgres'];
